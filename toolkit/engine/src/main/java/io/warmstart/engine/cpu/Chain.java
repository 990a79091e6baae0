package io.warmstart.engine.cpu;

import java.util.List;

/**
 * A straight-line pointwise program.
 *
 * <p>Registers {@code 0 .. inputs-1} are the inputs, register {@code inputs + k} is the result of
 * operation k, and each output stores one register. Two chains that are equal share one compiled
 * class.
 *
 * @param inputs number of input operands
 * @param broadcast bit i set: input i is constant along the innermost axis (a scalar or a column)
 * @param ops operations, each reading earlier registers only
 * @param outputs registers to store, in the order of the output operands
 */
record Chain(int inputs, int broadcast, List<ChainOp> ops, List<Integer> outputs) {

  /** Operands (inputs and outputs) of one chain; the lowering splits longer ones. */
  static final int MAX_OPERANDS = 24;

  /**
   * Largest sum of {@link ChainOp.Kind#weight}. C2 never compiles a method of 8000 bytes or more;
   * the loop nest and the operands take up to 1500, wide local variables some more.
   */
  static final int MAX_WEIGHT = 5000;

  Chain {
    ops = List.copyOf(ops);
    outputs = List.copyOf(outputs);
    if (inputs < 0 || inputs + outputs.size() > MAX_OPERANDS || outputs.isEmpty()) {
      throw new IllegalArgumentException(
          "A chain has 1 to "
              + MAX_OPERANDS
              + " operands and at least one output; got "
              + inputs
              + " inputs and "
              + outputs.size()
              + " outputs. Split it.");
    }
    int weight = ops.stream().mapToInt(op -> op.kind().weight()).sum();
    if (weight > MAX_WEIGHT) {
      throw new IllegalArgumentException(
          "A chain of "
              + ops.size()
              + " operations weighs "
              + weight
              + ", more than "
              + MAX_WEIGHT
              + ". Split it.");
    }
    for (int k = 0; k < ops.size(); k++) {
      ChainOp op = ops.get(k);
      int[] operands = {op.a(), op.b(), op.c()};
      for (int i = 0; i < op.kind().operands(); i++) {
        checkRegister(operands[i], inputs + k, "operation " + k + " (" + op.kind() + ")");
      }
    }
    for (int register : outputs) {
      checkRegister(register, inputs + ops.size(), "an output");
    }
  }

  private static void checkRegister(int register, int available, String where) {
    if (register < 0 || register >= available) {
      throw new IllegalArgumentException(
          "Chain: " + where + " reads register " + register + " of " + available + ".");
    }
  }

  /** Number of operand slots: inputs, then outputs. */
  int operands() {
    return inputs + outputs.size();
  }
}
