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
    if (shape.count() <= STAGED_ELEMENTS && LoopNest.of(shape, operands).depth() <= 3) {
      staged(program, read, shape, operands);
      return;
    }
    int pieces = pieces(shape);
    for (int piece = 0; piece < pieces; piece++) {
      int from = pieces == 1 ? 0 : shape.size(0) * piece / pieces;
      int to = pieces == 1 ? 0 : shape.size(0) * (piece + 1) / pieces;
      emitPiece(program, read, shape, operands, from, to, pieces > 1);
    }
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
    return 1;
  }

  /** An input whose innermost axis the kernel can walk: contiguous or constant. */
  private View readable(View view, Shape shape) {
    LoopNest nest = LoopNest.of(shape, List.of(view, Buffer.temporary("shape", shape).view()));
    int inner = nest.stride(0, 0);
    return inner == 0 || inner == 1 ? view : emitter.copied(view);
  }

  private void emitPiece(
      ChainProgram program,
      int inputs,
      Shape whole,
      List<View> operands,
      int from,
      int to,
      boolean sliced) {
    Shape shape = sliced ? whole.with(0, to - from) : whole;
    List<View> views = new ArrayList<>();
    for (View view : operands) {
      boolean moves = sliced && view.rank() > 0 && view.shape().size(0) > 1;
      views.add(moves ? view.sliced(0, from, to) : view);
    }
    LoopNest nest = LoopNest.of(shape, views);
    int broadcast = 0;
    List<Access> accesses = new ArrayList<>();
    for (int k = 0; k < views.size(); k++) {
      if (k < inputs && nest.stride(k, 0) == 0) {
        broadcast |= 1 << k;
      }
      accesses.add(k < inputs ? views.get(k).read() : views.get(k).write());
    }
    Chain chain = new Chain(inputs, broadcast, program.ops(), program.outputs());
    Supplier<ChainKernel> kernel = emitter.kernel(chain);
    double micros = 0.15 + shape.count() * (program.micros() + 5e-5 * views.size());
    emitter.add(
        "chain " + program.ops().size() + " ops " + shape,
        micros,
        0,
        accesses,
        () -> bind(kernel.get(), nest, views));
  }

  private static Kernel bind(ChainKernel kernel, LoopNest nest, List<View> views) {
    long[] starts = new long[views.size()];
    int[] strides = new int[2 * views.size()];
    for (int k = 0; k < starts.length; k++) {
      starts[k] = views.get(k).at();
      strides[2 * k] = nest.stride(k, 2);
      strides[2 * k + 1] = nest.stride(k, 1);
    }
    int d0 = nest.size(2);
    int d1 = nest.size(1);
    int d2 = nest.size(0);
    if (nest.depth() <= 3) {
      return (m, scratch) -> kernel.run(m, starts, strides, d0, d1, d2);
    }
    List<long[]> offsets = outer(nest, starts);
    return (m, scratch) -> {
      for (long[] at : offsets) {
        kernel.run(m, at, strides, d0, d1, d2);
      }
    };
  }

  /** Starts of all operands for every combination of the axes beyond the third. */
  private static List<long[]> outer(LoopNest nest, long[] starts) {
    List<long[]> offsets = List.of(starts);
    for (int axis = nest.depth() - 1; axis >= 3; axis--) {
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
