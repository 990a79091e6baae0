package io.warmstart.engine.interpreter;

import io.warmstart.engine.Column;
import io.warmstart.engine.Diagnosis;
import io.warmstart.engine.Feed;
import io.warmstart.engine.MetricSink;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Program;
import io.warmstart.engine.ProgramLayout;
import io.warmstart.engine.Session;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.SourceOp;
import io.warmstart.engine.StateNames;
import io.warmstart.engine.StateSink;
import io.warmstart.engine.StateSource;
import io.warmstart.engine.StepPlan;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Interprets a program, learner by learner. */
public final class InterpretedSession implements Session {
  private record Reported(String plan, String name, long step, double value) {}

  private final Program program;
  private final ProgramLayout layout;
  private final Feed feed;
  private final Arena arena = Arena.ofConfined();
  private final List<Learner> learners;
  private final List<Inputs> inputs = new ArrayList<>();
  private final List<Map<String, Reported>> metrics = new ArrayList<>();
  private long programs;
  private @Nullable Supplier<Diagnosis> refused;
  private boolean closed;

  /**
   * A session that owns its learners and closes them.
   *
   * @param layout of the program
   * @param learners one per seed, at least one
   */
  public InterpretedSession(
      Program program, ProgramLayout layout, Feed feed, List<? extends Learner> learners) {
    if (learners.isEmpty()) {
      throw new IllegalArgumentException("A session needs at least one seed.");
    }
    this.program = program;
    this.layout = layout;
    this.feed = feed;
    this.learners = List.copyOf(learners);
    for (int seed = 0; seed < learners.size(); seed++) {
      inputs.add(new Inputs(layout, arena));
      metrics.add(new LinkedHashMap<>());
    }
  }

  @Override
  public void run(int count) {
    requireOpen();
    if (refused != null) {
      throw new IllegalStateException(
          "Update " + programs + " was refused; call explain(), then load a healthy state.");
    }
    for (int k = 0; k < count; k++) {
      for (int seed = 0; seed < learners.size(); seed++) {
        feed.fill(seed, programs, inputs.get(seed));
        if (!new ProgramWalk(layout, visitor(seed)).walk(program)) {
          return;
        }
      }
      programs++;
    }
  }

  private ProgramWalk.Visitor visitor(int seed) {
    return new ProgramWalk.Visitor() {
      @Override
      public boolean run(StepPlan plan, Map<String, ProgramWalk.Window> windows) {
        long step = learner(seed).counters().runs(plan);
        refused =
            learner(seed)
                .run(
                    plan,
                    data(seed, windows),
                    (name, value) ->
                        metrics
                            .get(seed)
                            .put(
                                plan.name() + "/" + name,
                                new Reported(plan.name(), name, step, value)));
        return refused == null;
      }

      @Override
      public long pass(int every) {
        return learner(seed).counters().pass(every);
      }
    };
  }

  private PlanData data(int seed, Map<String, ProgramWalk.Window> windows) {
    return new PlanData() {
      @Override
      public MemorySegment input(SourceOp.Input input) {
        return inputs.get(seed).block(input, windows);
      }

      @Override
      public MemorySegment column(Column column) {
        return feed.column(seed, column);
      }

      @Override
      public long count(Column column) {
        return feed.count(seed, column);
      }
    };
  }

  @Override
  public long programs() {
    return programs;
  }

  @Override
  public void metrics(MetricSink sink) {
    for (int seed = 0; seed < metrics.size(); seed++) {
      for (Reported r : metrics.get(seed).values()) {
        sink.accept(r.plan(), r.name(), seed, r.step(), r.value());
      }
    }
  }

  @Override
  public Snapshot publish(int seed) {
    requireOpen();
    return learner(seed).publish(programs);
  }

  @Override
  public void save(StateSink sink) {
    requireOpen();
    for (Learner learner : learners) {
      learner.counters().put(sink, StateNames.PROGRAMS, programs);
      learner.save(sink);
    }
  }

  @Override
  public void load(StateSource source) {
    requireOpen();
    programs = learners.getFirst().counters().get(source, StateNames.PROGRAMS);
    for (Learner learner : learners) {
      learner.load(source);
    }
    refused = null;
  }

  @Override
  public void set(int seed, String setting, double value) {
    requireOpen();
    learner(seed).counters().set(setting, value);
  }

  @Override
  public float[] read(int seed, Parameter parameter) {
    requireOpen();
    return learner(seed).read(parameter);
  }

  @Override
  public void write(int seed, Parameter parameter, float[] values) {
    requireOpen();
    learner(seed).write(parameter, values);
  }

  @Override
  public boolean refused() {
    return refused != null;
  }

  @Override
  public Diagnosis explain() {
    requireOpen();
    if (refused == null) {
      throw new IllegalStateException("No update was refused, so there is nothing to explain.");
    }
    return refused.get();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      learners.forEach(Learner::close);
      arena.close();
    }
  }

  private Learner learner(int seed) {
    if (seed < 0 || seed >= learners.size()) {
      throw new IllegalArgumentException(
          "Seed index " + seed + " is outside 0 to " + (learners.size() - 1) + ".");
    }
    return learners.get(seed);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("This session is closed.");
    }
  }
}
