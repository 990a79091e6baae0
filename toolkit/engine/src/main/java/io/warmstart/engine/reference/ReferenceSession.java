package io.warmstart.engine.reference;

import io.warmstart.engine.Column;
import io.warmstart.engine.Diagnosis;
import io.warmstart.engine.Effect;
import io.warmstart.engine.Feed;
import io.warmstart.engine.GraphException;
import io.warmstart.engine.InputBuffers;
import io.warmstart.engine.MetricSink;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.ProgramLayout;
import io.warmstart.engine.Session;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.SourceOp;
import io.warmstart.engine.StateNames;
import io.warmstart.engine.StateSink;
import io.warmstart.engine.StateSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Interprets a program, learner by learner. */
final class ReferenceSession implements Session {
  private static final long ALIGNMENT = 64;

  private record Reported(String plan, String name, long step, double value) {}

  private final Program program;
  private final ProgramLayout layout;
  private final Feed feed;
  private final Arena arena = Arena.ofConfined();
  private final List<Learner> learners = new ArrayList<>();
  private final List<Map<String, MemorySegment>> inputs = new ArrayList<>();
  private final List<Map<String, Reported>> metrics = new ArrayList<>();
  private long programs;
  private @Nullable Run refused;
  private boolean closed;

  ReferenceSession(
      Program program, ProgramLayout layout, Parameters parameters, Feed feed, long[] seeds) {
    this.program = program;
    this.layout = layout;
    this.feed = feed;
    for (long seed : seeds) {
      learners.add(new Learner(seed, layout, parameters));
      Map<String, MemorySegment> buffers = new LinkedHashMap<>();
      for (ProgramLayout.InputLayout input : layout.inputs().values()) {
        buffers.put(
            input.name(), arena.allocate((long) input.count() * input.type().bytes(), ALIGNMENT));
      }
      inputs.add(buffers);
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
    for (int k = 0; k < count && refused == null; k++) {
      for (int seed = 0; seed < learners.size() && refused == null; seed++) {
        feed.fill(seed, programs, new Buffered(inputs.get(seed)));
        run(program, seed, Map.of());
      }
      if (refused == null) {
        programs++;
      }
    }
  }

  /** What part of an input's buffer a plan sees: block {@code index} of {@code of}. */
  private record Window(int index, int of) {}

  private void run(Program part, int seed, Map<String, Window> windows) {
    if (refused != null) {
      return;
    }
    switch (part) {
      case Program.Run run -> run(run, seed, windows);
      case Program.Sequence sequence ->
          sequence.parts().forEach(inner -> run(inner, seed, windows));
      case Program.Repeat repeat -> {
        for (int k = 0; k < repeat.times(); k++) {
          run(
              repeat.part(),
              seed,
              narrowed(windows, repeat.slicedInputs(), new Window(k, repeat.times())));
        }
      }
      case Program.Block block ->
          run(
              block.part(),
              seed,
              narrowed(windows, block.slicedInputs(), new Window(block.index(), block.of())));
      case Program.Every every -> {
        if (every.runsAt(learners.get(seed).pass(position(every)))) {
          run(every.part(), seed, windows);
        }
      }
    }
  }

  private int position(Program.Every every) {
    for (int i = 0; i < layout.everies().size(); i++) {
      if (layout.everies().get(i) == every) {
        return i;
      }
    }
    throw new GraphException("The program has no part " + every + ".");
  }

  private static Map<String, Window> narrowed(
      Map<String, Window> windows, List<String> names, Window inner) {
    Map<String, Window> narrowed = new HashMap<>(windows);
    for (String name : names) {
      Window outer = windows.getOrDefault(name, new Window(0, 1));
      narrowed.put(
          name, new Window(outer.index() * inner.of() + inner.index(), outer.of() * inner.of()));
    }
    return narrowed;
  }

  private void run(Program.Run part, int seed, Map<String, Window> windows) {
    Learner learner = learners.get(seed);
    Run run = new Run(part.plan(), seed, learner, data(seed, windows));
    if (!run.complete()) {
      refused = run;
      return;
    }
    for (Effect effect : part.plan().effects()) {
      if (effect instanceof Effect.Metric metric) {
        String plan = part.plan().name();
        double value = run.value(metric.value())[0];
        metrics
            .get(seed)
            .put(plan + "/" + metric.name(), new Reported(plan, metric.name(), run.step(), value));
      }
    }
  }

  private Run.Data data(int seed, Map<String, Window> windows) {
    return new Run.Data() {
      @Override
      public MemorySegment input(SourceOp.Input input) {
        long bytes = (long) input.shape().count() * input.type().bytes();
        Window window = windows.getOrDefault(input.name(), new Window(0, 1));
        return new Buffered(inputs.get(seed))
            .buffer(input.name())
            .asSlice(window.index() * bytes, bytes);
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

  private record Buffered(Map<String, MemorySegment> buffers) implements InputBuffers {
    @Override
    public List<String> names() {
      return List.copyOf(buffers.keySet());
    }

    @Override
    public MemorySegment buffer(String input) {
      MemorySegment buffer = buffers.get(input);
      if (buffer == null) {
        throw new GraphException(
            "No plan uses an input \"" + input + "\"; used are " + buffers.keySet() + ".");
      }
      return buffer;
    }
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
    return new ReferenceSnapshot(programs, learner(seed).seed(), learner(seed).copy());
  }

  @Override
  public void save(StateSink sink) {
    requireOpen();
    for (int seed = 0; seed < learners.size(); seed++) {
      Learner.put(seed, sink, StateNames.PROGRAMS, programs);
      learners.get(seed).save(seed, sink);
    }
  }

  @Override
  public void load(StateSource source) {
    requireOpen();
    programs = Learner.get(0, source, StateNames.PROGRAMS);
    for (int seed = 0; seed < learners.size(); seed++) {
      learners.get(seed).load(seed, source);
    }
    refused = null;
  }

  @Override
  public void set(int seed, String setting, double value) {
    learner(seed).set(setting, value);
  }

  @Override
  public float[] read(int seed, Parameter parameter) {
    requireOpen();
    return Buffers.narrowed(learner(seed).values(parameter));
  }

  @Override
  public void write(int seed, Parameter parameter, float[] values) {
    requireOpen();
    learner(seed).replace(parameter, Evaluation.widened(values));
  }

  @Override
  public boolean refused() {
    return refused != null;
  }

  @Override
  public Diagnosis explain() {
    if (refused == null) {
      throw new IllegalStateException("No update was refused, so there is nothing to explain.");
    }
    return Explanation.of(refused);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
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
