package io.warmstart.engine.cpu;

import io.warmstart.engine.cpu.ChainOp.Kind;
import io.warmstart.engine.cpu.Memory.Matrix;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints one hash over the outputs of every kernel; {@link KernelBitsTest} runs it in three JVMs.
 */
final class KernelHash {
  private static final int ROWS = 11;
  private static final int COLS = 37;

  private final Memory memory = new Memory(21);
  private final MemorySegment m = memory.m;
  private final Matrix x = memory.normal(ROWS, COLS);
  private final Matrix y = memory.normal(COLS, COLS);
  private final Matrix row = memory.normal(1, COLS);
  private final Matrix vector = memory.normal(COLS, 1);
  private final Matrix out = memory.zeros(ROWS, COLS);
  private final Matrix dense = memory.zeros(COLS, 1);
  private final Matrix kept = memory.zeros(32, 1);
  private final long scratch = memory.scratch(8192);
  private long hash = 1;

  private KernelHash() {}

  /** Argument: how often everything runs; the hash is that of the last time. */
  public static void main(String[] arguments) {
    KernelHash kernels = new KernelHash();
    long hash = 0;
    for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
      hash = kernels.once();
    }
    System.out.println("hash " + hash);
  }

  private void add(Matrix result) {
    hash = hash * 1_000_003 + memory.hash(result);
  }

  private long once() {
    hash = 1;
    Gather.clear(m, dense.at(), dense.size());
    Gemm.nnBiasRelu(
        m, x.at(), x.ld(), y.at(), y.ld(), row.at(), out.at(), out.ld(), ROWS, COLS, COLS, scratch);
    add(out);
    Gemm.nt(m, x.at(), x.ld(), y.at(), y.ld(), out.at(), out.ld(), ROWS, COLS, COLS, scratch);
    add(out);
    heads();
    rows();
    new PhiloxKernel(new ChainCompiler()::compile)
        .normal(m, 77, 5, out.at(), out.ld(), ROWS, COLS, scratch);
    add(out);
    chains();
    return hash;
  }

  private void heads() {
    Heads.dot(m, x.at(), x.ld(), ROWS, COLS, vector.at(), dense.at());
    add(dense);
    Heads.weightGradient(m, x.at(), x.ld(), ROWS, COLS, vector.at(), dense.at());
    add(dense);
    Reduce.sumOfSquares(m, x.at(), x.size(), dense.at());
    Reduce.total(m, y.at(), y.size(), dense.at() + 1);
    add(dense);
    Reduce.columnSums(m, x.at(), x.ld(), ROWS, COLS, dense.at());
    add(dense);
  }

  private void rows() {
    RowNorm.affine(
        m,
        x.at(),
        x.ld(),
        ROWS,
        COLS,
        1e-5f,
        row.at(),
        row.at(),
        true,
        kept.at(),
        kept.at() + 16,
        out.at(),
        out.ld());
    add(out);
    add(kept);
    NormGradient.run(
        m,
        x.at(),
        x.ld(),
        y.at(),
        y.ld(),
        row.at(),
        kept.at(),
        kept.at() + 16,
        ROWS,
        COLS,
        out.at(),
        out.ld(),
        new NormGradient.Sums(dense.at(), scratch + 4096, scratch + 4200),
        scratch);
    add(out);
    add(dense);
    RowNorm.pull(m, x.at(), x.ld(), y.at(), y.ld(), ROWS, COLS, 1e-5f, out.at(), out.ld());
    add(out);
    RowSoftmax softmax = new RowSoftmax(new ChainCompiler()::compile);
    softmax.softmax(m, x.at(), x.ld(), ROWS, COLS, out.at(), out.ld(), scratch);
    add(out);
    softmax.logSumExp(m, x.at(), x.ld(), ROWS, COLS, dense.at(), scratch);
    add(dense);
  }

  private static Chain chain() {
    List<ChainOp> ops = new ArrayList<>();
    for (Kind kind :
        List.of(Kind.TANH, Kind.ERF, Kind.SIN, Kind.EXP, Kind.LOG, Kind.SIGMOID, Kind.SOFTPLUS)) {
      ops.add(ChainOp.of(kind, 0));
    }
    for (int k = 0; k < 7; k++) {
      ops.add(ChainOp.of(Kind.FMA, k + 1, 0, k == 0 ? 0 : 7 + k));
    }
    return new Chain(1, 0, ops, List.of(14, 1));
  }

  private static final ChainKernel CHAIN = new ChainCompiler().compile(chain());

  private void chains() {
    Matrix positive = memory.squaredInto(x, out);
    CHAIN.run(
        m,
        new long[] {positive.at(), positive.at(), scratch},
        new int[] {0, out.ld(), 0, out.ld(), 0, out.ld()},
        1,
        ROWS,
        COLS);
    add(out);
  }
}
