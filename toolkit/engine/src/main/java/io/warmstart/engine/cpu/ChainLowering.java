package io.warmstart.engine.cpu;

import io.warmstart.engine.LayoutOp;
import io.warmstart.engine.PointwiseOp;
import io.warmstart.engine.Shape;
import io.warmstart.engine.SourceOp;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.cpu.ChainOp.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pointwise chains: registers for nodes, loops for shapes, and splits along the leading axis. */
final class ChainLowering {
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
      if (!isConstant(input)) {
        inputs.add(input);
      }
    }
    Shape shape = unit.nodes().getFirst().shape();
    List<View> operands = new ArrayList<>();
    for (Tensor input : inputs) {
      operands.add(readable(emitter.value(input), shape));
    }
    for (Tensor output : unit.outputs()) {
      operands.add(emitter.result(output));
    }
    Program program = program(unit, inputs);
    int pieces = pieces(shape);
    for (int piece = 0; piece < pieces; piece++) {
      int from = pieces == 1 ? 0 : shape.size(0) * piece / pieces;
      int to = pieces == 1 ? 0 : shape.size(0) * (piece + 1) / pieces;
      emitPiece(program, inputs.size(), shape, operands, from, to, pieces > 1);
    }
  }

  private record Program(List<ChainOp> ops, List<Integer> outputs, double microsPerElement) {}

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
      Program program,
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
    double micros = 0.15 + shape.count() * (program.microsPerElement() + 5e-5 * views.size());
    emitter.add(
        "chain " + program.ops().size() + " ops " + shape,
        micros,
        0,
        accesses,
        () -> bind(emitter.compiler().compile(chain), nest, views));
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

  private static boolean isConstant(Tensor tensor) {
    return tensor.op() instanceof SourceOp.Constant
        || (tensor.op() instanceof LayoutOp.Stretch && isConstant(tensor.input(0)));
  }

  private static double constant(Tensor tensor) {
    return tensor.op() instanceof SourceOp.Constant constant
        ? constant.value()
        : constant(tensor.input(0));
  }

  private static Program program(Unit.Chain unit, List<Tensor> inputs) {
    Map<Tensor, Integer> registers = new HashMap<>();
    for (Tensor input : inputs) {
      registers.put(input, registers.size());
    }
    List<ChainOp> ops = new ArrayList<>();
    double micros = 0;
    for (Tensor node : unit.nodes()) {
      int[] operands = new int[3];
      for (int k = 0; k < node.inputs().size(); k++) {
        Tensor input = node.input(k);
        Integer register = registers.get(input);
        if (register == null) {
          register = inputs.size() + ops.size();
          ops.add(ChainOp.with(Kind.CONSTANT, 0, constant(input)));
          registers.put(input, register);
        }
        operands[k] = register;
      }
      if (node.op() instanceof PointwiseOp.Copy || node.op() instanceof PointwiseOp.Detach) {
        registers.put(node, operands[0]);
      } else {
        registers.put(node, inputs.size() + ops.size());
        ops.add(operation(node, operands));
      }
      micros += cost(node);
    }
    List<Integer> outputs = new ArrayList<>();
    for (Tensor output : unit.outputs()) {
      outputs.add(register(registers, output));
    }
    return new Program(ops, outputs, micros);
  }

  private static int register(Map<Tensor, Integer> registers, Tensor tensor) {
    Integer register = registers.get(tensor);
    if (register == null) {
      throw new IllegalStateException("Tensor " + tensor + " is not part of its chain.");
    }
    return register;
  }

  private static double cost(Tensor node) {
    return switch (node.op()) {
      case PointwiseOp.Exp op -> 2e-4;
      case PointwiseOp.Log op -> 3e-4;
      case PointwiseOp.Tanh op -> 4e-4;
      case PointwiseOp.Sigmoid op -> 3e-4;
      case PointwiseOp.Softplus op -> 5e-4;
      case PointwiseOp.Erf op -> 6e-4;
      case PointwiseOp.Over op -> 5e-5;
      case PointwiseOp.Sqrt op -> 5e-5;
      default -> 1e-5;
    };
  }

  private static ChainOp operation(Tensor node, int[] r) {
    return switch (node.op()) {
      case PointwiseOp.Unary op -> unary(op, r[0]);
      case PointwiseOp.Plus op -> ChainOp.of(Kind.PLUS, r[0], r[1]);
      case PointwiseOp.Minus op -> ChainOp.of(Kind.MINUS, r[0], r[1]);
      case PointwiseOp.Times op -> ChainOp.of(Kind.TIMES, r[0], r[1]);
      case PointwiseOp.Over op -> ChainOp.of(Kind.OVER, r[0], r[1]);
      case PointwiseOp.Min op -> ChainOp.of(Kind.MIN, r[0], r[1]);
      case PointwiseOp.Max op -> ChainOp.of(Kind.MAX, r[0], r[1]);
      case PointwiseOp.Less op -> ChainOp.of(Kind.LESS, r[0], r[1]);
      case PointwiseOp.Select op -> ChainOp.of(Kind.SELECT, r[0], r[1], r[2]);
      default -> throw new IllegalStateException(node + " is not a pointwise operation.");
    };
  }

  private static ChainOp unary(PointwiseOp.Unary unary, int r) {
    return switch (unary) {
      case PointwiseOp.Offset op -> ChainOp.with(Kind.PLUS_CONSTANT, r, op.value());
      case PointwiseOp.Scale op -> ChainOp.with(Kind.TIMES_CONSTANT, r, op.factor());
      case PointwiseOp.Below op -> ChainOp.with(Kind.LESS_CONSTANT, r, op.bound());
      case PointwiseOp.Clip op -> ChainOp.with(Kind.CLIP, r, op.low(), op.high());
      case PointwiseOp.Inside op -> ChainOp.with(Kind.INSIDE, r, op.low(), op.high());
      case PointwiseOp.Abs op -> ChainOp.of(Kind.ABS, r);
      case PointwiseOp.Sign op -> ChainOp.of(Kind.SIGN, r);
      case PointwiseOp.Square op -> ChainOp.of(Kind.SQUARE, r);
      case PointwiseOp.Sqrt op -> ChainOp.of(Kind.SQRT, r);
      case PointwiseOp.Exp op -> ChainOp.of(Kind.EXP, r);
      case PointwiseOp.Log op -> ChainOp.of(Kind.LOG, r);
      case PointwiseOp.Tanh op -> ChainOp.of(Kind.TANH, r);
      case PointwiseOp.Relu op -> ChainOp.of(Kind.RELU, r);
      case PointwiseOp.Positive op -> ChainOp.of(Kind.POSITIVE, r);
      case PointwiseOp.Softplus op -> ChainOp.of(Kind.SOFTPLUS, r);
      case PointwiseOp.Sigmoid op -> ChainOp.of(Kind.SIGMOID, r);
      case PointwiseOp.Erf op -> ChainOp.of(Kind.ERF, r);
      case PointwiseOp.Detach op -> throw new IllegalStateException("detach has no operation.");
      case PointwiseOp.Copy op -> throw new IllegalStateException("copy has no operation.");
    };
  }
}
