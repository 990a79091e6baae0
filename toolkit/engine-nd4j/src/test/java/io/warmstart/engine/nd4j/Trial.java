package io.warmstart.engine.nd4j;

import io.warmstart.engine.Column;
import io.warmstart.engine.DType;
import io.warmstart.engine.Executor;
import io.warmstart.engine.Feed;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Init;
import io.warmstart.engine.InputBuffers;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.Session;
import io.warmstart.engine.Shape;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;

/**
 * One graph of random shapes whose results are assigned to parameters, so that sessions show them.
 */
final class Trial {
  static final Column FRAMES = new Column("frames", DType.U8, 40, 3, 2);
  static final Column STATES = new Column("states", DType.F32, 40, 5);

  private final SplittableRandom random;
  private final Graph graph = Graph.named("trial");
  private final Parameters parameters = new Parameters();
  private final List<Tensor> inputs = new ArrayList<>();
  private final Map<String, DoubleSupplier> values = new LinkedHashMap<>();
  private final Map<String, DType> types = new LinkedHashMap<>();
  private final Map<String, double[]> drawn = new LinkedHashMap<>();
  private final List<Parameter> results = new ArrayList<>();

  Trial(long seed) {
    random = new SplittableRandom(seed);
  }

  Graph graph() {
    return graph;
  }

  /** A size from 1 to {@code most}, odd and even alike. */
  int size(int most) {
    return 1 + random.nextInt(most);
  }

  Shape shape(int... sizes) {
    return Shape.of(sizes);
  }

  /** A shape of {@code rank} axes of 1 to {@code most}. */
  Shape shapeOf(int rank, int most) {
    int[] sizes = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      sizes[axis] = size(most);
    }
    return Shape.of(sizes);
  }

  /** Some axes become 1. */
  Shape shrunk(Shape shape) {
    int[] sizes = shape.toArray();
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] = random.nextBoolean() ? 1 : sizes[axis];
    }
    return Shape.of(sizes);
  }

  /** An input of normal numbers. */
  Tensor normal(Shape shape) {
    return input(shape, random::nextGaussian);
  }

  /** An input of numbers above a half. */
  Tensor positive(Shape shape) {
    return input(shape, () -> 0.5 + random.nextDouble());
  }

  /** An input with few different numbers, so that ties are frequent. */
  Tensor coarse(Shape shape) {
    return input(shape, () -> random.nextInt(3) - 1.0);
  }

  /** An input of these numbers, again and again. */
  Tensor cycling(Shape shape, double... from) {
    int[] next = {0};
    return input(shape, () -> from[next[0]++ % from.length]);
  }

  /** Whole numbers below a bound, which get no gradient. */
  Tensor indices(int bound, int... sizes) {
    int count = Shape.of(sizes).count();
    float[] at = new float[count];
    for (int i = 0; i < count; i++) {
      at[i] = random.nextInt(bound);
    }
    return graph.constant(at, sizes);
  }

  /** An input of whole numbers below a bound, which get no gradient. */
  Tensor whole(DType type, int bound, int... sizes) {
    return input(type, Shape.of(sizes), () -> random.nextInt(bound));
  }

  private Tensor input(Shape shape, DoubleSupplier each) {
    Tensor input = input(DType.F32, shape, each);
    inputs.add(input);
    return input;
  }

  private Tensor input(DType type, Shape shape, DoubleSupplier each) {
    String name = "x" + values.size();
    values.put(name, each);
    types.put(name, type);
    return graph.input(name, type, shape.toArray());
  }

  /** Shows a tensor. */
  void show(Tensor tensor) {
    Parameter result = parameters.add("result" + results.size(), new Init.Zero(), tensor.shape());
    results.add(result);
    graph.assign(result, tensor);
  }

  /** Shows first and second gradients of a random sum of a tensor. */
  void showGradients(Tensor tensor) {
    Tensor weights = graph.normal("weights", tensor.shape().toArray());
    List<Tensor> first = graph.gradients(tensor.times(weights).sum(), inputs);
    Tensor squares = graph.constant(0);
    for (Tensor gradient : first) {
      show(gradient);
      squares = squares.plus(gradient.square().sum());
    }
    graph.gradients(squares, inputs).forEach(this::show);
  }

  StepPlan plan() {
    return graph.compile();
  }

  /** The results of two runs, one after the other. */
  List<float[]> run(Executor executor) {
    try (Arena arena = Arena.ofConfined();
        Session session = executor.open(Program.run(plan()), parameters, feed(arena), 11)) {
      session.run(2);
      return results.stream().map(result -> session.read(0, result)).toList();
    }
  }

  private Feed feed(Arena arena) {
    SplittableRandom rows = new SplittableRandom(5);
    MemorySegment frames = arena.allocate(40L * 6);
    MemorySegment states = arena.allocate(40L * 5 * Float.BYTES, 64);
    for (int i = 0; i < 240; i++) {
      frames.set(ValueLayout.JAVA_BYTE, i, (byte) rows.nextInt());
    }
    for (int i = 0; i < 200; i++) {
      states.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) rows.nextGaussian());
    }
    return new Feed() {
      @Override
      public void fill(int seed, long program, InputBuffers buffers) {
        for (String name : buffers.names()) {
          fillOne(buffers.buffer(name), name);
        }
      }

      @Override
      public MemorySegment column(int seed, Column column) {
        return column.equals(FRAMES) ? frames : states;
      }

      @Override
      public long count(int seed, Column column) {
        return 33;
      }
    };
  }

  /** Drawn once, so that both executors see the same. */
  private void fillOne(MemorySegment buffer, String name) {
    DType type = Objects.requireNonNull(types.get(name), name);
    DoubleSupplier each = Objects.requireNonNull(values.get(name), name);
    int count = (int) (buffer.byteSize() / type.bytes());
    double[] from =
        drawn.computeIfAbsent(name, n -> DoubleStream.generate(each).limit(count).toArray());
    for (int i = 0; i < count; i++) {
      switch (type) {
        case F32 -> buffer.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) from[i]);
        case I32 -> buffer.setAtIndex(ValueLayout.JAVA_INT, i, (int) from[i]);
        case I64 -> buffer.setAtIndex(ValueLayout.JAVA_LONG, i, (long) from[i]);
        case U8 -> buffer.set(ValueLayout.JAVA_BYTE, i, (byte) from[i]);
      }
    }
  }
}
