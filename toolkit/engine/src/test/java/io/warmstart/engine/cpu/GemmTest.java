package io.warmstart.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.engine.cpu.Memory.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The result of every variant is, bit for bit, one chain of fused multiply-adds over k. */
class GemmTest {
  private final Memory memory = new Memory(7);

  private interface Start {
    float of(int i, int j);
  }

  private interface Factor {
    float of(int i, int k);
  }

  @ParameterizedTest
  @CsvSource({
    "1,256,24",
    "1,5,9",
    "1,130,3",
    "2,33,17",
    "7,16,16",
    "8,32,1",
    "9,48,31",
    "13,6,64",
    "17,100,23",
    "64,256,40",
    "33,17,129",
    "3,20,1000",
    "700,21,9",
    "517,37,391"
  })
  void everyVariantIsTheChainOverInner(int rows, int cols, int inner) {
    Matrix a = memory.normal(rows, inner);
    Matrix b = memory.normal(inner, cols);
    Matrix at = transposed(a);
    Matrix bt = transposed(b);
    Matrix bias = memory.normal(1, cols);
    Matrix mask = memory.normal(rows, cols);
    Matrix old = memory.normal(rows, cols);
    Matrix c = memory.zeros(rows, cols);
    long s = memory.scratch(Gemm.scratchFloats(rows, cols, inner));
    Factor factorA = (i, k) -> memory.get(a, i, k);
    Factor factorB = (k, j) -> memory.get(b, k, j);
    Start zero = (i, j) -> 0f;
    Start fromBias = (i, j) -> memory.get(bias, 0, j);
    Start fromOld = (i, j) -> memory.get(old, i, j);
    var m = memory.m;

    Gemm.nn(m, a.at(), a.ld(), b.at(), b.ld(), c.at(), c.ld(), rows, cols, inner, s);
    check(c, inner, zero, factorA, factorB, false, null);
    Gemm.nnBias(m, a.at(), a.ld(), b.at(), b.ld(), bias.at(), c.at(), c.ld(), rows, cols, inner, s);
    check(c, inner, fromBias, factorA, factorB, false, null);
    Gemm.nnBiasRelu(
        m, a.at(), a.ld(), b.at(), b.ld(), bias.at(), c.at(), c.ld(), rows, cols, inner, s);
    check(c, inner, fromBias, factorA, factorB, true, null);
    Gemm.from(
        m, false, false, true, a.at(), a.ld(), b.at(), b.ld(), old.at(), old.ld(), c.at(), c.ld(),
        rows, cols, inner, s);
    check(c, inner, fromOld, factorA, factorB, true, null);
    Gemm.from(
        m, false, true, false, a.at(), a.ld(), bt.at(), bt.ld(), old.at(), old.ld(), c.at(), c.ld(),
        rows, cols, inner, s);
    check(c, inner, fromOld, factorA, factorB, false, null);
    Gemm.from(
        m, true, false, false, at.at(), at.ld(), b.at(), b.ld(), old.at(), old.ld(), c.at(), c.ld(),
        rows, cols, inner, s);
    check(c, inner, fromOld, factorA, factorB, false, null);
    copy(old, c);
    Gemm.nnAdd(m, a.at(), a.ld(), b.at(), b.ld(), c.at(), c.ld(), rows, cols, inner, s);
    check(c, inner, fromOld, factorA, factorB, false, null);
    Gemm.nt(m, a.at(), a.ld(), bt.at(), bt.ld(), c.at(), c.ld(), rows, cols, inner, s);
    check(c, inner, zero, factorA, factorB, false, null);
    Gemm.ntMask(
        m, a.at(), a.ld(), bt.at(), bt.ld(), mask.at(), mask.ld(), c.at(), c.ld(), rows, cols,
        inner, s);
    check(c, inner, zero, factorA, factorB, false, mask);
    copy(old, c);
    Gemm.ntAdd(m, a.at(), a.ld(), bt.at(), bt.ld(), c.at(), c.ld(), rows, cols, inner, s);
    check(c, inner, fromOld, factorA, factorB, false, null);
    Gemm.tn(m, at.at(), at.ld(), b.at(), b.ld(), c.at(), c.ld(), rows, cols, inner, s);
    check(c, inner, zero, factorA, factorB, false, null);
    copy(old, c);
    Gemm.tnAdd(m, at.at(), at.ld(), b.at(), b.ld(), c.at(), c.ld(), rows, cols, inner, s);
    check(c, inner, fromOld, factorA, factorB, false, null);
    memory.assertPadsAreZero();
  }

  @Test
  void reluPassesNotANumberOnButNotIntoPads() {
    Matrix a = memory.normal(9, 4);
    Matrix b = memory.normal(4, 20);
    Matrix bias = memory.normal(1, 20);
    Matrix c = memory.zeros(9, 20);
    memory.set(a, 3, 2, Float.NaN);
    Gemm.nnBiasRelu(
        memory.m,
        a.at(),
        a.ld(),
        b.at(),
        b.ld(),
        bias.at(),
        c.at(),
        c.ld(),
        9,
        20,
        4,
        memory.scratch(Gemm.scratchFloats(9, 20, 4)));
    assertThat(memory.get(c, 3, 11)).isNaN();
    assertThat(memory.get(c, 4, 11)).isNotNaN();
    memory.assertPadsAreZero();
  }

  private void check(
      Matrix c,
      int inner,
      Start start,
      Factor a,
      Factor b,
      boolean relu,
      @org.jspecify.annotations.Nullable Matrix mask) {
    for (int i = 0; i < c.rows(); i++) {
      for (int j = 0; j < c.cols(); j++) {
        float expected = start.of(i, j);
        for (int k = 0; k < inner; k++) {
          expected = Math.fma(a.of(i, k), b.of(k, j), expected);
        }
        if ((relu && expected <= 0) || (mask != null && !(memory.get(mask, i, j) > 0))) {
          expected = 0;
        }
        assertThat(memory.get(c, i, j)).as("%d, %d of %s", i, j, c).isEqualTo(expected);
      }
    }
  }

  private Matrix transposed(Matrix x) {
    Matrix t = memory.zeros(x.cols(), x.rows());
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.cols(); j++) {
        memory.set(t, j, i, memory.get(x, i, j));
      }
    }
    return t;
  }

  private void copy(Matrix from, Matrix to) {
    for (int i = 0; i < from.rows(); i++) {
      for (int j = 0; j < from.cols(); j++) {
        memory.set(to, i, j, memory.get(from, i, j));
      }
    }
  }
}
