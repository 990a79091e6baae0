package io.warmstart.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.warmstart.engine.cpu.ChainOp.Kind;
import io.warmstart.engine.cpu.Memory.Matrix;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compiled kernels allocate nothing: a boxed vector would cost ten times the time. */
class KernelAllocationTest {
  private static final long BUDGET_NANOS = 60_000_000_000L;

  private final Memory memory = new Memory(31);

  @Test
  void gemmStopsAllocating() {
    Matrix a = memory.normal(40, 40);
    Matrix b = memory.normal(40, 40);
    Matrix c = memory.zeros(40, 40);
    long s = memory.scratch(Gemm.scratchFloats(40, 40, 40));
    assertStopsAllocating(
        () -> Gemm.nn(memory.m, a.at(), a.ld(), b.at(), b.ld(), c.at(), c.ld(), 40, 40, 40, s));
  }

  @Test
  void adamStopsAllocating() {
    Matrix w = memory.normal(8, 64);
    long state = memory.scratch(AdamKernel.STATE_FLOATS);
    assertStopsAllocating(() -> {
      AdamKernel.prepare(memory.m, state, w.at(), 0, 0.9, 0.99, 0, 0);
      AdamKernel.step(
          memory.m, w.at(), w.at(), w.at(), w.at(), w.size(), state, 0.9f, 0.99f, 1e-8f);
    });
  }

  @Test
  void rowKernelsStopAllocating() {
    Matrix x = memory.normal(16, 37);
    Matrix g = memory.normal(16, 37);
    Matrix row = memory.normal(1, 37);
    Matrix out = memory.zeros(16, 37);
    assertStopsAllocating(() ->
        RowNorm.pull(memory.m, x.at(), x.ld(), g.at(), g.ld(), 16, 37, 1e-5f, out.at(), out.ld()));
    long kept = memory.zeros(16, 2).at();
    assertStopsAllocating(() ->
        RowNorm.affine(
            memory.m, x.at(), x.ld(), 16, 37, 1e-5f, row.at(), row.at(), true, kept, kept + 16,
            out.at(), out.ld()));
    long scratch = memory.scratch(NormGradient.scratchFloats(37));
    NormGradient.Sums sums = new NormGradient.Sums(-1, -1, -1);
    assertStopsAllocating(() ->
        NormGradient.run(
            memory.m, x.at(), x.ld(), g.at(), g.ld(), row.at(), kept, kept + 16, 16, 37, out.at(),
            out.ld(), sums, scratch));
    assertStopsAllocating(
        () -> RowSoftmax.softmax(memory.m, x.at(), x.ld(), 16, 37, out.at(), out.ld()));
  }

  @Test
  void normalsStopAllocating() {
    Matrix out = memory.zeros(16, 37);
    long scratch = memory.scratch(PhiloxKernel.SCRATCH_FLOATS);
    assertStopsAllocating(
        () -> PhiloxKernel.normal(memory.m, 1, 2, out.at(), out.ld(), 16, 37, scratch));
  }

  @Test
  void chainStopsAllocatingAfterWarmUp() {
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
    assertThat(compiler.warmUp(mish, BUDGET_NANOS)).isTrue();
  }

  private static void assertStopsAllocating(Runnable kernel) {
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
    assertThat(bytes).isZero();
  }
}
