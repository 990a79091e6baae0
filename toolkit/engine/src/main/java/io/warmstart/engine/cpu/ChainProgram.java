package io.warmstart.engine.cpu;

import io.warmstart.engine.LayoutOp;
import io.warmstart.engine.PointwiseOp;
import io.warmstart.engine.SourceOp;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.cpu.ChainOp.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The operations of a chain over registers: inputs, then constants, then results.
 *
 * @param inputs number of tensors that come from outside
 * @param constants numbers that are operands, each once; empty where they are part of operations
 * @param ops operations in order
 * @param outputs registers of the results that something outside needs
 * @param micros estimated time per element
 */
record ChainProgram(
    int inputs, List<Float> constants, List<ChainOp> ops, List<Integer> outputs, double micros) {

  /** Whether a tensor is one constant everywhere, so that it is no input. */
  static boolean isConstant(Tensor tensor) {
    return tensor.op() instanceof SourceOp.Constant
        || (tensor.op() instanceof LayoutOp.Stretch && isConstant(tensor.input(0)));
  }

  /**
   * The program of a unit.
   *
   * @param inputs tensors from outside, without constants
   * @param shared whether constants are operands, so that chains that differ in them only share a
   *     class
   */
  static ChainProgram of(Unit.Chain unit, List<Tensor> inputs, boolean shared) {
    return new Builder(unit, inputs, shared).build();
  }

  private static final class Builder {
    /** Registers while building: constants follow from here, as they are not counted yet. */
    private static final int CONSTANTS = 1 << 20;

    private final Unit.Chain unit;
    private final int inputs;
    private final boolean shared;
    private final Map<Tensor, Integer> registers = new HashMap<>();
    private final List<Float> constants = new ArrayList<>();
    private final List<ChainOp> ops = new ArrayList<>();
    private double micros;

    Builder(Unit.Chain unit, List<Tensor> inputs, boolean shared) {
      this.unit = unit;
      this.inputs = inputs.size();
      this.shared = shared;
      inputs.forEach(input -> registers.put(input, registers.size()));
    }

    ChainProgram build() {
      Set<Tensor> absorbed = mishFactors();
      for (Tensor node : unit.nodes()) {
        if (absorbed.contains(node)) {
          continue;
        }
        micros += cost(node);
        if (node.op() instanceof PointwiseOp.Tanh && absorbed.contains(node.input(0))) {
          registers.put(node, mishFactor(register(node.input(0).input(0))));
        } else {
          registers.put(node, operation(node));
        }
      }
      List<Integer> outputs = new ArrayList<>();
      unit.outputs().forEach(output -> outputs.add(placed(register(output))));
      return new ChainProgram(
          inputs, constants, ops.stream().map(this::placed).toList(), outputs, micros);
    }

    /** Softplus nodes that only a tanh of the same chain uses, as in mish. */
    private Set<Tensor> mishFactors() {
      Set<Tensor> found = new HashSet<>();
      for (Tensor node : unit.nodes()) {
        if (node.op() instanceof PointwiseOp.Tanh
            && node.input(0).op() instanceof PointwiseOp.Softplus
            && unit.nodes().contains(node.input(0))
            && !unit.outputs().contains(node.input(0))) {
          found.add(node.input(0));
        }
      }
      for (Tensor node : unit.nodes()) {
        if (!(node.op() instanceof PointwiseOp.Tanh)) {
          found.removeAll(node.inputs());
        }
      }
      return found;
    }

    /**
     * tanh(softplus(x)) with one exponential: w / (w + 2) with w = e (e + 2) and e = exp(min(x,
     * 20)).
     */
    private int mishFactor(int x) {
      int e = add(ChainOp.of(Kind.EXP, constant(Kind.MIN_CONSTANT, Kind.MIN, x, 20)));
      int w = add(ChainOp.of(Kind.TIMES, e, constant(Kind.PLUS_CONSTANT, Kind.PLUS, e, 2)));
      return add(ChainOp.of(Kind.OVER, w, constant(Kind.PLUS_CONSTANT, Kind.PLUS, w, 2)));
    }

    private int add(ChainOp op) {
      ops.add(op);
      return inputs + ops.size() - 1;
    }

    private int number(double value) {
      float rounded = (float) value;
      int at = constants.indexOf(rounded);
      if (at < 0) {
        at = constants.size();
        constants.add(rounded);
      }
      return CONSTANTS + at;
    }

    private int constant(Kind embedded, Kind operand, int r, double value) {
      return add(shared ? ChainOp.of(operand, r, number(value)) : ChainOp.with(embedded, r, value));
    }

    private int register(Tensor tensor) {
      Integer known = registers.get(tensor);
      if (known != null) {
        return known;
      }
      if (!isConstant(tensor)) {
        throw new IllegalStateException("Tensor " + tensor + " is not part of its chain.");
      }
      Tensor source = tensor;
      while (source.op() instanceof LayoutOp.Stretch) {
        source = source.input(0);
      }
      double value = ((SourceOp.Constant) source.op()).value();
      int register = shared ? number(value) : add(ChainOp.with(Kind.CONSTANT, 0, value));
      registers.put(tensor, register);
      return register;
    }

    /** The final register: constants stand between inputs and results. */
    private int placed(int register) {
      if (register >= CONSTANTS) {
        return inputs + register - CONSTANTS;
      }
      return register < inputs ? register : register + constants.size();
    }

    private ChainOp placed(ChainOp op) {
      return new ChainOp(op.kind(), placed(op.a()), placed(op.b()), placed(op.c()), op.x(), op.y());
    }

    private int operation(Tensor node) {
      int[] r = new int[3];
      for (int k = 0; k < node.inputs().size(); k++) {
        r[k] = register(node.input(k));
      }
      return switch (node.op()) {
        case PointwiseOp.Unary op -> unary(op, r[0]);
        case PointwiseOp.Plus op -> add(ChainOp.of(Kind.PLUS, r[0], r[1]));
        case PointwiseOp.Minus op -> add(ChainOp.of(Kind.MINUS, r[0], r[1]));
        case PointwiseOp.Times op -> add(ChainOp.of(Kind.TIMES, r[0], r[1]));
        case PointwiseOp.Over op -> add(ChainOp.of(Kind.OVER, r[0], r[1]));
        case PointwiseOp.Min op -> add(ChainOp.of(Kind.MIN, r[0], r[1]));
        case PointwiseOp.Max op -> add(ChainOp.of(Kind.MAX, r[0], r[1]));
        case PointwiseOp.Less op -> add(ChainOp.of(Kind.LESS, r[0], r[1]));
        case PointwiseOp.Select op -> add(ChainOp.of(Kind.SELECT, r[0], r[1], r[2]));
        default -> throw new IllegalStateException(node + " is not a pointwise operation.");
      };
    }

    private int unary(PointwiseOp.Unary unary, int r) {
      return switch (unary) {
        case PointwiseOp.Offset op -> constant(Kind.PLUS_CONSTANT, Kind.PLUS, r, op.value());
        case PointwiseOp.Scale op -> constant(Kind.TIMES_CONSTANT, Kind.TIMES, r, op.factor());
        case PointwiseOp.Below op -> constant(Kind.LESS_CONSTANT, Kind.LESS, r, op.bound());
        case PointwiseOp.Clip op -> add(ChainOp.with(Kind.CLIP, r, op.low(), op.high()));
        case PointwiseOp.Inside op -> add(ChainOp.with(Kind.INSIDE, r, op.low(), op.high()));
        case PointwiseOp.Abs op -> add(ChainOp.of(Kind.ABS, r));
        case PointwiseOp.Sign op -> add(ChainOp.of(Kind.SIGN, r));
        case PointwiseOp.Square op -> add(ChainOp.of(Kind.SQUARE, r));
        case PointwiseOp.Sqrt op -> add(ChainOp.of(Kind.SQRT, r));
        case PointwiseOp.Exp op -> add(ChainOp.of(Kind.EXP, r));
        case PointwiseOp.Log op -> add(ChainOp.of(Kind.LOG, r));
        case PointwiseOp.Tanh op -> add(ChainOp.of(Kind.TANH, r));
        case PointwiseOp.Relu op -> add(ChainOp.of(Kind.RELU, r));
        case PointwiseOp.Positive op -> add(ChainOp.of(Kind.POSITIVE, r));
        case PointwiseOp.Softplus op -> add(ChainOp.of(Kind.SOFTPLUS, r));
        case PointwiseOp.Sigmoid op -> add(ChainOp.of(Kind.SIGMOID, r));
        case PointwiseOp.Erf op -> add(ChainOp.of(Kind.ERF, r));
        case PointwiseOp.Sin op -> add(ChainOp.of(Kind.SIN, r));
        case PointwiseOp.Detach op -> r;
        case PointwiseOp.Copy op -> r;
      };
    }

    private static double cost(Tensor node) {
      return switch (node.op()) {
        case PointwiseOp.Exp op -> 1.2e-4;
        case PointwiseOp.Log op -> 1.5e-4;
        case PointwiseOp.Tanh op -> 2e-4;
        case PointwiseOp.Sigmoid op -> 1.5e-4;
        case PointwiseOp.Softplus op -> 3e-4;
        case PointwiseOp.Erf op -> 3e-4;
        case PointwiseOp.Sin op -> 1.5e-4;
        case PointwiseOp.Over op -> 4e-5;
        case PointwiseOp.Sqrt op -> 4e-5;
        default -> 5e-6;
      };
    }
  }
}
