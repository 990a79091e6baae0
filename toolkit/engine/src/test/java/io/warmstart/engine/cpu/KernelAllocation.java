package io.warmstart.engine.cpu;

import com.sun.management.ThreadMXBean;
import io.warmstart.engine.cpu.ChainOp.Kind;
import io.warmstart.engine.cpu.Memory.Matrix;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Runs kernels until they allocate nothing, or for a minute; prints the bytes that are left. */
final class KernelAllocation {
  private static final long BUDGET_NANOS = 60_000_000_000L;

  private long left;

  /** Runs the kernels of the family that is named. */
  public static void main(String[] family) {
    KernelAllocation kernels = new KernelAllocation();
    switch (family[0]) {
      case "gemm" -> kernels.gemm();
      case "adam" -> kernels.adam();
      case "rowKernels" -> kernels.rowKernels();
      case "normals" -> kernels.normals();
      case "chain" -> kernels.chain();
      default -> throw new IllegalArgumentException(family[0]);
    }
    System.out.println(kernels.left);
  }

  private final Memory memory = new Memory(31);

  private void gemm() {
    Matrix a = memory.normal(40, 40);
    Matrix b = memory.normal(40, 40);
    Matrix c = memory.zeros(40, 40);
    long s = memory.scratch(Gemm.scratchFloats(40, 40, 40));
    settle(() -> Gemm.nn(memory.m, a.at(), a.ld(), b.at(), b.ld(), c.at(), c.ld(), 40, 40, 40, s));
  }

  private void adam() {
    Matrix w = memory.normal(8, 64);
    long state = memory.scratch(AdamKernel.STATE_FLOATS);
    settle(() -> {
      AdamKernel.prepare(memory.m, state, w.at(), 0, 0.9, 0.99, 0, 0);
      AdamKernel.step(
          memory.m, w.at(), w.at(), w.at(), w.at(), w.size(), state, 0.9f, 0.99f, 1e-8f);
    });
  }

  private void rowKernels() {
    Matrix x = memory.normal(16, 37);
    Matrix g = memory.normal(16, 37);
    Matrix row = memory.normal(1, 37);
    Matrix out = memory.zeros(16, 37);
    settle(() ->
        RowNorm.pull(memory.m, x.at(), x.ld(), g.at(), g.ld(), 16, 37, 1e-5f, out.at(), out.ld()));
    long kept = memory.zeros(16, 2).at();
    settle(() ->
        RowNorm.affine(
            memory.m, x.at(), x.ld(), 16, 37, 1e-5f, row.at(), row.at(), true, kept, kept + 16,
            out.at(), out.ld()));
    long scratch = memory.scratch(NormGradient.scratchFloats(37));
    NormGradient.Sums sums = new NormGradient.Sums(-1, -1, -1);
    settle(() ->
        NormGradient.run(
            memory.m, x.at(), x.ld(), g.at(), g.ld(), row.at(), kept, kept + 16, 16, 37, out.at(),
            out.ld(), sums, scratch));
    RowSoftmax softmax = new RowSoftmax(new ChainCompiler()::compile);
    long shift = memory.scratch(RowSoftmax.scratchFloats(37));
    settle(() -> softmax.softmax(memory.m, x.at(), x.ld(), 16, 37, out.at(), out.ld(), shift));
    settle(() -> softmax.logSumExp(memory.m, x.at(), x.ld(), 16, 37, out.at(), shift));
  }

  private void normals() {
    Matrix out = memory.zeros(16, 37);
    long scratch = memory.scratch(PhiloxKernel.SCRATCH_FLOATS);
    PhiloxKernel kernel = new PhiloxKernel(new ChainCompiler()::compile);
    settle(() -> kernel.normal(memory.m, 1, 2, out.at(), out.ld(), 16, 37, scratch));
  }

  private void chain() {
    ChainCompiler compiler = new ChainCompiler();
    Chain mish =
        new Chain(
            1,
            0,
            List.of(
                ChainOp.of(Kind.SOFTPLUS, 0),
                ChainOp.of(Kind.TANH, 1),
                ChainOp.of(Kind.TIMES, 0, 2)),
            List.of(3));
    left += compiler.warmUp(mish, BUDGET_NANOS) ? 0 : 1;
  }

  private void settle(Runnable kernel) {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long deadline = System.nanoTime() + BUDGET_NANOS;
    long bytes = Long.MAX_VALUE;
    while (bytes != 0 && System.nanoTime() < deadline) {
      long before = thread.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        kernel.run();
      }
      bytes = thread.getCurrentThreadAllocatedBytes() - before;
    }
    left += bytes;
  }
}
