package io.warmstart.engine.cpu;

import io.warmstart.engine.Shape;
import io.warmstart.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Pointwise chains: registers for nodes, loops for shapes, and splits along the leading axis. */
final class ChainLowering {
  /** Up to this many elements operations run one by one. */
  private static final int STAGED_ELEMENTS = 512;

  /** Below this many elements chains that differ in constants only share a class. */
  private static final int SHARING_ELEMENTS = 32_768;

  private static final int MOST_MEMBERS = 16;
  private static final int MEMBER_ELEMENTS = 64;

  /**
   * Loops inside one call are short, so that the compiler is asked for the whole method before it
   * is asked for the loop alone: it may refuse the latter, and then the method stays slow for ever.
   */
  private static final int ROWS_PER_CALL = 8;

  private static final int COLUMNS_PER_CALL = 2048;

  /** Below this many elements a split costs more than it gains. */
  private static final int SPLIT_ELEMENTS = 8192;

  private final Emitter emitter;

  ChainLowering(Emitter emitter) {
    this.emitter = emitter;
  }

  /** Emits a chain of nodes of one shape. */
  void emit(Unit.Chain unit) {
    List<Tensor> inputs = new ArrayList<>();
    for (Tensor input : Fusion.inputs(unit.nodes())) {
      if (!ChainProgram.isConstant(input)) {
        inputs.add(input);
      }
    }
    Shape shape = unit.nodes().getFirst().shape();
    ChainProgram program = ChainProgram.of(unit, inputs, shape.count() < SHARING_ELEMENTS);
    List<View> operands = new ArrayList<>();
    for (Tensor input : inputs) {
      operands.add(readable(emitter.value(input), shape));
    }
    for (float constant : program.constants()) {
      operands.add(emitter.constant(constant));
    }
    int read = operands.size();
    for (Tensor output : unit.outputs()) {
      operands.add(emitter.result(output));
    }
    int pieces = pieces(shape);
    for (int piece = 0; piece < pieces; piece++) {
      if (pieces == 1) {
        emitPiece(program, read, shape, operands);
      } else {
        int from = shape.size(0) * piece / pieces;
        int to = shape.size(0) * (piece + 1) / pieces;
        emitPiece(program, read, shape.with(0, to - from), sliced(operands, from, to));
      }
    }
  }

  private static List<View> sliced(List<View> operands, int from, int to) {
    List<View> views = new ArrayList<>();
    for (View view : operands) {
      boolean moves = view.rank() > 0 && view.shape().size(0) > 1;
      views.add(moves ? view.sliced(0, from, to) : view);
    }
    return views;
  }

  private void staged(ChainProgram program, int read, Shape shape, List<View> views) {
    StagedChain chain = new StagedChain(program, LoopNest.of(shape, views), emitter);
    List<Access> accesses = new ArrayList<>();
    for (int k = 0; k < views.size(); k++) {
      accesses.add(k < read ? views.get(k).read() : views.get(k).write());
    }
    emitter.add(
        "small chain " + program.ops().size() + " ops " + shape,
        0.1 + program.ops().size() * 0.05,
        chain.scratchFloats(),
        accesses,
        () -> chain.bind(views));
  }

  private int pieces(Shape shape) {
    if (shape.rank() == 3 && shape.count() / shape.size(0) >= SPLIT_ELEMENTS) {
      return shape.size(0);
    }
    if (shape.rank() == 2
        && shape.count() >= emitter.blocks() * SPLIT_ELEMENTS
        && shape.size(0) >= emitter.blocks()) {
      return emitter.blocks();
    }
    // Rows that may be members: one that is ready need not wait for the others.
    boolean members =
        shape.rank() == 2 && shape.size(0) <= MOST_MEMBERS && shape.size(1) >= MEMBER_ELEMENTS;
    return members ? shape.size(0) : 1;
  }

  /** An input whose innermost axis the kernel can walk: contiguous or constant. */
  private View readable(View view, Shape shape) {
    LoopNest nest = LoopNest.of(shape, List.of(view, Buffer.temporary("shape", shape).view()));
    int inner = nest.stride(0, 0);
    return inner == 0 || inner == 1 ? view : emitter.copied(view);
  }

  private void emitPiece(ChainProgram program, int read, Shape shape, List<View> views) {
    if (shape.count() <= STAGED_ELEMENTS && LoopNest.of(shape, views).depth() <= 3) {
      staged(program, read, shape, views);
      return;
    }
    LoopNest nest = LoopNest.of(shape, views);
    int broadcast = 0;
    List<Access> accesses = new ArrayList<>();
    for (int k = 0; k < views.size(); k++) {
      if (k < read && nest.stride(k, 0) == 0) {
        broadcast |= 1 << k;
      }
      accesses.add(k < read ? views.get(k).read() : views.get(k).write());
    }
    Chain chain = new Chain(read, broadcast, program.ops(), program.outputs());
    Supplier<ChainKernel> kernel = emitter.kernel(chain);
    double micros = 0.15 + shape.count() * (program.micros() + 2e-5 * views.size());
    emitter.add(
        "chain " + program.ops().size() + " ops " + shape,
        micros,
        0,
        accesses,
        () -> bind(kernel.get(), nest, views));
  }

  /** One call of a chain: {@code rows} rows of {@code columns} elements from these offsets. */
  private record Call(long[] at, int rows, int columns) {}

  private static Kernel bind(ChainKernel kernel, LoopNest nest, List<View> views) {
    long[] starts = new long[views.size()];
    int[] strides = new int[2 * views.size()];
    for (int k = 0; k < starts.length; k++) {
      starts[k] = views.get(k).at();
      strides[2 * k + 1] = nest.stride(k, 1);
    }
    List<Call> calls = new ArrayList<>();
    for (long[] at : outer(nest, starts)) {
      addCalls(nest, at, calls);
    }
    Call[] all = calls.toArray(Call[]::new);
    return (m, scratch) -> {
      for (Call call : all) {
        kernel.run(m, call.at(), strides, 1, call.rows(), call.columns());
      }
    };
  }

  /** Short calls: see {@link #ROWS_PER_CALL}. */
  private static void addCalls(LoopNest nest, long[] at, List<Call> calls) {
    int rows = nest.size(1);
    int columns = nest.size(0);
    for (int row = 0; row < rows; row += ROWS_PER_CALL) {
      for (int column = 0; column < columns; column += COLUMNS_PER_CALL) {
        long[] moved = at.clone();
        for (int k = 0; k < moved.length; k++) {
          moved[k] += (long) row * nest.stride(k, 1) + (long) column * nest.stride(k, 0);
        }
        calls.add(
            new Call(
                moved,
                Math.min(ROWS_PER_CALL, rows - row),
                Math.min(COLUMNS_PER_CALL, columns - column)));
      }
    }
  }

  /** Starts of all operands for every combination of the axes beyond the second. */
  private static List<long[]> outer(LoopNest nest, long[] starts) {
    List<long[]> offsets = List.of(starts);
    for (int axis = nest.depth() - 1; axis >= 2; axis--) {
      List<long[]> next = new ArrayList<>();
      for (long[] base : offsets) {
        for (int i = 0; i < nest.size(axis); i++) {
          long[] moved = base.clone();
          for (int k = 0; k < moved.length; k++) {
            moved[k] += (long) i * nest.stride(k, axis);
          }
          next.add(moved);
        }
      }
      offsets = next;
    }
    return offsets;
  }
}
