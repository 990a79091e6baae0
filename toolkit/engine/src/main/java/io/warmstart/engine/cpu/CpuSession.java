package io.warmstart.engine.cpu;

import io.warmstart.engine.Diagnosis;
import io.warmstart.engine.Effect;
import io.warmstart.engine.Feed;
import io.warmstart.engine.MetricSink;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.ProgramLayout;
import io.warmstart.engine.Session;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.StateNames;
import io.warmstart.engine.StateSink;
import io.warmstart.engine.StateSource;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.reference.Explanation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A program over one arena per seed and a team of workers. */
final class CpuSession implements Session {
  private static final long ALIGNMENT = 64;

  /** Vector kernels may read behind the last buffer. */
  private static final long SLACK_FLOATS = 64;

  private final Thread owner = Thread.currentThread();
  private final Feed feed;
  private final Storage storage;
  private final Workers team;
  private final Arena memory = Arena.ofShared();
  private final List<CompiledPlan> plans = new ArrayList<>();
  private final Actions.Action program;
  private final List<CpuLearner> learners = new ArrayList<>();
  private final List<List<Reported>> metrics = new ArrayList<>();
  private final SnapshotPool snapshots;
  private long programs;
  private @Nullable Refusal refused;
  private boolean closed;

  /** The last value of one metric of one seed; {@code step} is -1 before the first. */
  private static final class Reported {
    private final int plan;
    private final String name;
    private final View view;
    private long step = -1;
    private float value;

    Reported(int plan, String name, View view) {
      this.plan = plan;
      this.name = name;
      this.view = view;
    }
  }

  CpuSession(
      CpuExecutor.Options options,
      ChainCompiler compiler,
      Program program,
      Parameters parameters,
      Feed feed,
      long[] seeds) {
    this.feed = feed;
    storage = new Storage(ProgramLayout.of(program));
    this.program = Actions.of(program, storage);
    snapshots = new SnapshotPool(storage);
    team = new Workers(options.workers(), "warmstart");
    boolean complete = false;
    try {
      compile(options, compiler);
      long bytes = (storage.layout().floats() + SLACK_FLOATS) << 2;
      for (int index = 0; index < seeds.length; index++) {
        MemorySegment arena = memory.allocate(bytes, ALIGNMENT);
        learners.add(new CpuLearner(index, seeds[index], storage, arena, parameters, feed));
        metrics.add(reported());
      }
      learners.getFirst().enter(feed);
      WarmUp.run(plans, compiler, learners.getFirst().arena(), options.warmUpMillis() * 1_000_000L);
      complete = true;
    } finally {
      if (!complete) {
        release();
      }
    }
  }

  private void compile(CpuExecutor.Options options, ChainCompiler compiler) {
    for (StepPlan plan : storage.program().plans()) {
      plans.add(CompiledPlan.of(plan, storage, options.fusions(), team, compiler));
    }
    int floats = 16;
    for (CompiledPlan plan : plans) {
      floats = Math.max(floats, plan.scratchFloats());
    }
    long[] scratch = new long[team.count()];
    for (int w = 0; w < scratch.length; w++) {
      scratch[w] = storage.layout().reserve(floats + 16L);
    }
    for (CompiledPlan plan : plans) {
      plan.bind(scratch);
    }
  }

  private List<Reported> reported() {
    List<Reported> all = new ArrayList<>();
    for (int plan = 0; plan < plans.size(); plan++) {
      for (Map.Entry<String, View> metric : plans.get(plan).lowered().metrics().entrySet()) {
        all.add(new Reported(plan, metric.getKey(), metric.getValue()));
      }
    }
    return all;
  }

  @Override
  public void run(int count) {
    requireUsable();
    if (refused != null) {
      throw new IllegalStateException(
          "Update " + programs + " was refused; call explain(), then load a healthy state.");
    }
    for (int k = 0; k < count; k++) {
      for (int seed = 0; seed < learners.size(); seed++) {
        CpuLearner learner = learners.get(seed);
        feed.fill(seed, programs, learner);
        learner.enter(feed);
        if (!run(program, learner)) {
          return;
        }
      }
      programs++;
    }
  }

  /** Does one part; false where a step was refused. */
  private boolean run(Actions.Action action, CpuLearner learner) {
    return switch (action) {
      case Actions.RunPlan run -> runPlan(run, learner);
      case Actions.InOrder sequence -> {
        for (int i = 0; i < sequence.parts().size(); i++) {
          if (!run(sequence.parts().get(i), learner)) {
            yield false;
          }
        }
        yield true;
      }
      case Actions.Now now ->
          !now.every().runsAt(learner.pass(now.index())) || run(now.part(), learner);
    };
  }

  private boolean runPlan(Actions.RunPlan run, CpuLearner learner) {
    CompiledPlan plan = plans.get(run.plan());
    MemorySegment arena = learner.arena();
    for (int k = 0; k < run.cells().length; k++) {
      arena.set(java.lang.foreign.ValueLayout.JAVA_LONG, run.cells()[k], run.blocks()[k]);
    }
    plan.run(arena);
    if (plan.refused(arena)) {
      Effect.Minimize effect = plan.refusedEffect(arena);
      refused = new Refusal(storage, learner, plan.plan(), effect, run);
      return false;
    }
    long step = learner.runs(plan.plan());
    learner.setRuns(plan.plan(), step + 1);
    List<Reported> reports = metrics.get(learner.index());
    for (int k = 0; k < reports.size(); k++) {
      Reported report = reports.get(k);
      if (report.plan == run.plan()) {
        report.value = Strided.get(arena, report.view.at());
        report.step = step;
      }
    }
    return true;
  }

  @Override
  public long programs() {
    return programs;
  }

  @Override
  public void metrics(MetricSink sink) {
    requireUsable();
    for (int seed = 0; seed < metrics.size(); seed++) {
      for (Reported report : metrics.get(seed)) {
        if (report.step >= 0) {
          sink.accept(
              plans.get(report.plan).plan().name(), report.name, seed, report.step, report.value);
        }
      }
    }
  }

  @Override
  public Snapshot publish(int seed) {
    requireUsable();
    return snapshots.take(learner(seed), programs);
  }

  @Override
  public void save(StateSink sink) {
    requireUsable();
    for (CpuLearner learner : learners) {
      learner.put(sink, StateNames.PROGRAMS, programs);
      learner.save(sink);
    }
  }

  @Override
  public void load(StateSource source) {
    requireUsable();
    programs = learners.getFirst().number(source, StateNames.PROGRAMS);
    for (CpuLearner learner : learners) {
      learner.load(source);
    }
    refused = null;
  }

  @Override
  public void set(int seed, String setting, double value) {
    requireUsable();
    learner(seed).set(setting, value);
  }

  @Override
  public float[] read(int seed, Parameter parameter) {
    requireUsable();
    return learner(seed).read(parameter);
  }

  @Override
  public void write(int seed, Parameter parameter, float[] values) {
    requireUsable();
    learner(seed).write(parameter, values);
  }

  @Override
  public boolean refused() {
    return refused != null;
  }

  @Override
  public Diagnosis explain() {
    requireUsable();
    if (refused == null) {
      throw new IllegalStateException("No update was refused, so there is nothing to explain.");
    }
    return Explanation.of(refused);
  }

  /** The plans in the order of the program, for profiles and tests. */
  List<CompiledPlan> plans() {
    return plans;
  }

  /** The memory of one seed, for profiles and tests. */
  MemorySegment arena(int seed) {
    return learner(seed).arena();
  }

  @Override
  public void close() {
    if (!closed) {
      requireOwner();
      release();
    }
  }

  private void release() {
    closed = true;
    team.close();
    memory.close();
  }

  private CpuLearner learner(int seed) {
    if (seed < 0 || seed >= learners.size()) {
      throw new IllegalArgumentException(
          "Seed index " + seed + " is outside 0 to " + (learners.size() - 1) + ".");
    }
    return learners.get(seed);
  }

  private void requireUsable() {
    requireOwner();
    if (closed) {
      throw new IllegalStateException("This session is closed.");
    }
  }

  private void requireOwner() {
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException(
          "This session belongs to thread "
              + owner.getName()
              + ", not to "
              + Thread.currentThread().getName()
              + "; use it from the thread that opened it.");
    }
  }
}
