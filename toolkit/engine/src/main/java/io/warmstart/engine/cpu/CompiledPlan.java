package io.warmstart.engine.cpu;

import io.warmstart.engine.Effect;
import io.warmstart.engine.StepPlan;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A plan with places, kernels and a schedule; runs on one arena at a time. */
final class CompiledPlan {
  /** A split into row blocks must shorten the schedule by this factor to be worth its packing. */
  private static final double WORTH_SPLITTING = 0.93;

  private final Lowering.Lowered lowered;
  private final ListSchedule schedule;
  private final Kernel[] kernels;
  private final int[][] orders;

  /** For each step of each worker: the steps of other workers to wait for, as flag indices. */
  private final int[][][] waits;

  private final boolean[] signals;
  private final int[] done;
  private final Workers.Job job = this::work;
  private int epoch;
  private final Workers team;
  private MemorySegment arena = MemorySegment.NULL;
  private long[] scratch = {};
  private long[] gates = {};

  private CompiledPlan(
      Lowering.Lowered lowered, ListSchedule schedule, Hazards hazards, Workers team) {
    this.lowered = lowered;
    this.schedule = schedule;
    this.team = team;
    int n = lowered.steps().size();
    kernels = new Kernel[n];
    signals = new boolean[n];
    done = new int[n * Workers.GAP];
    orders = new int[schedule.workers()][];
    waits = new int[schedule.workers()][][];
    for (int w = 0; w < orders.length; w++) {
      orders[w] = schedule.order(w);
      waits[w] = new int[orders[w].length][];
      for (int k = 0; k < orders[w].length; k++) {
        waits[w][k] = crossing(orders[w][k], hazards);
      }
    }
  }

  private int[] crossing(int step, Hazards hazards) {
    List<Integer> flags = new ArrayList<>();
    for (int before : hazards.before(step)) {
      if (schedule.worker(before) != schedule.worker(step)) {
        signals[before] = true;
        flags.add(before * Workers.GAP);
      }
    }
    return flags.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Lowers a plan, schedules it for a team and gives its temporary buffers their places. */
  static CompiledPlan of(
      StepPlan plan, Storage storage, Fusions fusions, Workers team, ChainCompiler compiler) {
    Lowering.Lowered lowered = Lowering.lower(plan, storage, fusions, 1, compiler);
    Hazards hazards = Hazards.of(lowered.steps());
    ListSchedule schedule = ListSchedule.of(hazards, micros(lowered.steps()), team.count());
    if (team.count() > 1) {
      Lowering.Lowered split = Lowering.lower(plan, storage, fusions, team.count(), compiler);
      Hazards splitHazards = Hazards.of(split.steps());
      ListSchedule splitSchedule =
          ListSchedule.of(splitHazards, micros(split.steps()), team.count());
      if (splitSchedule.length() < WORTH_SPLITTING * schedule.length()) {
        lowered = split;
        hazards = splitHazards;
        schedule = splitSchedule;
      }
    }
    storage.layout().placeTemporaries(lowered.steps(), schedule, fusions.reuse());
    return new CompiledPlan(lowered, schedule, hazards, team);
  }

  private static double[] micros(List<Step> steps) {
    return steps.stream().mapToDouble(Step::micros).toArray();
  }

  /** Makes the kernels; only after everything has its place. */
  void bind(long[] scratchOffsets) {
    scratch = scratchOffsets;
    gates = lowered.gates().values().stream().mapToLong(View::at).toArray();
    for (int i = 0; i < kernels.length; i++) {
      kernels[i] = lowered.steps().get(i).source().get();
    }
  }

  /** Floats of scratch memory that a worker needs. */
  int scratchFloats() {
    return lowered.steps().stream().mapToInt(Step::scratch).max().orElse(0);
  }

  Lowering.Lowered lowered() {
    return lowered;
  }

  StepPlan plan() {
    return lowered.plan();
  }

  ListSchedule schedule() {
    return schedule;
  }

  /** Whether the last run met a gradient norm that is not finite. */
  boolean refused(MemorySegment memory) {
    for (long gate : gates) {
      if (Strided.get(memory, gate) != 0) {
        return true;
      }
    }
    return false;
  }

  /** The first optimiser step that the last run refused. */
  Effect.Minimize refusedEffect(MemorySegment memory) {
    for (Map.Entry<Integer, View> gate : lowered.gates().entrySet()) {
      if (Strided.get(memory, gate.getValue().at()) != 0) {
        return (Effect.Minimize) plan().effects().get(gate.getKey());
      }
    }
    throw new IllegalStateException("The last run of \"" + plan().name() + "\" was not refused.");
  }

  /** One step by itself, for warming up and profiles. */
  void runStep(int step, MemorySegment memory) {
    kernels[step].run(memory, scratch[0]);
  }

  int steps() {
    return kernels.length;
  }

  /** Runs all steps once. */
  void run(MemorySegment memory) {
    arena = memory;
    epoch++;
    team.run(job);
  }

  private void work(int worker) {
    int[] order = orders[worker];
    MemorySegment memory = arena;
    long own = scratch[worker];
    if (orders.length == 1) {
      for (int step : order) {
        kernels[step].run(memory, own);
      }
      return;
    }
    int[][] before = waits[worker];
    int current = epoch;
    for (int k = 0; k < order.length; k++) {
      for (int flag : before[k]) {
        if (!team.await(done, flag, current, worker)) {
          return;
        }
      }
      int step = order[k];
      kernels[step].run(memory, own);
      if (signals[step]) {
        team.signal(done, step * Workers.GAP, current);
      }
    }
  }
}
