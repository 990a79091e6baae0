package io.warmstart.engine.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A chain over few elements, one operation after the other through scratch memory. All plans share
 * the classes of single operations, of which there are few; a class for each small chain would cost
 * a tenth of a second of compilation and save nanoseconds.
 */
final class StagedChain {
  private record Operand(long at, boolean scratch, int outer, int middle) {}

  private record Stage(Supplier<ChainKernel> kernel, List<Integer> registers) {}

  private final LoopNest nest;
  private final int inputs;
  private final ChainProgram program;
  private final List<Stage> stages = new ArrayList<>();

  /**
   * Prepares the stages.
   *
   * @param nest over the tensors from outside, the constants and the outputs
   */
  StagedChain(ChainProgram program, LoopNest nest, Emitter emitter) {
    this.program = program;
    this.nest = nest;
    inputs = program.inputs() + program.constants().size();
    for (int k = 0; k < program.ops().size(); k++) {
      stages.add(stage(program.ops().get(k), k, emitter));
    }
    for (int k = 0; k < program.outputs().size(); k++) {
      if (writer(k) < 0) {
        int from = program.outputs().get(k);
        Chain copy = new Chain(1, broadcast(from) ? 1 : 0, List.of(), List.of(0));
        stages.add(new Stage(emitter.kernel(copy), List.of(from, outputRegister(k))));
      }
    }
  }

  private Stage stage(ChainOp op, int index, Emitter emitter) {
    int count = op.kind().operands();
    int[] used = {op.a(), op.b(), op.c()};
    List<Integer> registers = new ArrayList<>();
    int mask = 0;
    for (int i = 0; i < count; i++) {
      registers.add(used[i]);
      mask |= broadcast(used[i]) ? 1 << i : 0;
    }
    registers.add(inputs + index);
    ChainOp alone = new ChainOp(op.kind(), 0, count > 1 ? 1 : 0, count > 2 ? 2 : 0, op.x(), op.y());
    Chain chain = new Chain(count, mask, List.of(alone), List.of(count));
    return new Stage(emitter.kernel(chain), registers);
  }

  private boolean broadcast(int register) {
    return register < inputs && nest.stride(register, 0) == 0;
  }

  /** The operation whose result is first stored as this output, or -1 if there is none. */
  private int writer(int output) {
    int register = program.outputs().get(output);
    boolean first = program.outputs().indexOf(register) == output;
    return first && register >= inputs ? register - inputs : -1;
  }

  /** Pseudo register of an output that is copied. */
  private int outputRegister(int output) {
    return inputs + program.ops().size() + output;
  }

  /** Floats of scratch memory. */
  int scratchFloats() {
    return program.ops().size() * elements();
  }

  private int elements() {
    return Lanes.padded(nest.size(0) * nest.size(1) * nest.size(2));
  }

  /** The kernel, with the places of all views of the nest. */
  Kernel bind(List<View> views) {
    int count = stages.size();
    ChainKernel[] kernels = new ChainKernel[count];
    long[][] bases = new long[count][];
    long[][] offsets = new long[count][];
    boolean[][] moving = new boolean[count][];
    int[][] strides = new int[count][];
    for (int s = 0; s < count; s++) {
      List<Integer> registers = stages.get(s).registers();
      kernels[s] = stages.get(s).kernel().get();
      bases[s] = new long[registers.size()];
      offsets[s] = new long[registers.size()];
      moving[s] = new boolean[registers.size()];
      strides[s] = new int[2 * registers.size()];
      for (int p = 0; p < registers.size(); p++) {
        Operand operand = operand(registers.get(p), views);
        bases[s][p] = operand.at();
        moving[s][p] = operand.scratch();
        strides[s][2 * p] = operand.outer();
        strides[s][2 * p + 1] = operand.middle();
      }
    }
    int d0 = nest.size(2);
    int d1 = nest.size(1);
    int d2 = nest.size(0);
    return (m, scratch) -> {
      for (int s = 0; s < kernels.length; s++) {
        long[] at = offsets[s];
        for (int p = 0; p < at.length; p++) {
          at[p] = moving[s][p] ? scratch + bases[s][p] : bases[s][p];
        }
        kernels[s].run(m, at, strides[s], d0, d1, d2);
      }
    };
  }

  private Operand operand(int register, List<View> views) {
    if (register < inputs) {
      return inView(views.get(register), register);
    }
    int results = inputs + program.ops().size();
    int output = register >= results ? register - results : program.outputs().indexOf(register);
    if (output >= 0) {
      return inView(views.get(inputs + output), inputs + output);
    }
    long at = (long) (register - inputs) * elements();
    return new Operand(at, true, nest.size(0) * nest.size(1), nest.size(0));
  }

  private Operand inView(View view, int index) {
    return new Operand(view.at(), false, nest.stride(index, 2), nest.stride(index, 1));
  }
}
