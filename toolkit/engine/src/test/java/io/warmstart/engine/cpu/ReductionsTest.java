package io.warmstart.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.cpu.Memory.Matrix;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Heads, sums, extremes, norms and softmax against plain double loops. */
class ReductionsTest {
  private static final float TOLERANCE = 2e-5f;

  private final Memory memory = new Memory(11);
  private final MemorySegment m = memory.m;

  private interface Cell {
    double of(int i, int j);
  }

  @ParameterizedTest
  @CsvSource({"1,7", "3,16", "9,33", "20,256", "5,2", "256,40"})
  void headsAreProductsWithOneColumn(int rows, int cols) {
    Matrix x = memory.normal(rows, cols);
    Matrix w = memory.normal(cols, 1);
    Matrix d = memory.normal(rows, 1);
    Matrix bias = memory.normal(1, 1);
    Matrix out = memory.zeros(rows, 1);
    Heads.dot(m, x.at(), x.ld(), rows, cols, w.at(), out.at());
    check(out, (i, j) -> sum(cols, k -> v(x, i, k) * v(w, k, 0)));
    Heads.dotBias(m, x.at(), x.ld(), rows, cols, w.at(), bias.at(), out.at());
    check(out, (i, j) -> sum(cols, k -> v(x, i, k) * v(w, k, 0)) + v(bias, 0, 0));
    Matrix dw = memory.zeros(cols, 1);
    Heads.weightGradient(m, x.at(), x.ld(), rows, cols, d.at(), dw.at());
    check(dw, (i, j) -> sum(rows, k -> v(x, k, i) * v(d, k, 0)));
    Matrix outer = memory.zeros(rows, cols);
    Heads.outer(m, d.at(), w.at(), rows, cols, outer.at(), outer.ld());
    check(outer, (i, j) -> v(d, i, 0) * v(w, j, 0));
    Heads.outerMask(m, d.at(), w.at(), x.at(), x.ld(), rows, cols, outer.at(), outer.ld());
    check(outer, (i, j) -> v(x, i, j) > 0 ? v(d, i, 0) * v(w, j, 0) : 0);
    memory.assertPadsAreZero();
  }

  @ParameterizedTest
  @CsvSource({"1,7", "3,16", "9,33", "20,256", "5,2", "100,65"})
  void sumsMatch(int rows, int cols) {
    Matrix x = memory.normal(rows, cols);
    Matrix columns = memory.zeros(1, cols);
    Matrix perRow = memory.zeros(rows, 1);
    Matrix total = memory.zeros(1, 1);
    Reduce.columnSums(m, x.at(), x.ld(), rows, cols, columns.at());
    check(columns, (i, j) -> sum(rows, k -> v(x, k, j)));
    Reduce.rowSums(m, x.at(), x.ld(), rows, cols, perRow.at());
    check(perRow, (i, j) -> sum(cols, k -> v(x, i, k)));
    double whole = sum(rows, i -> sum(cols, j -> v(x, i, j)));
    Reduce.total(m, x.at(), x.size(), total.at());
    assertThat((double) memory.get(total, 0, 0)).isCloseTo(whole, within(1e-3));
    Reduce.sumOfSquares(m, x.at(), x.size(), total.at());
    double squares = sum(rows, i -> sum(cols, j -> v(x, i, j) * v(x, i, j)));
    assertThat(memory.get(total, 0, 0) / squares).isCloseTo(1, within(1e-5));
    Matrix members = memory.zeros(1, cols);
    Reduce.memberSums(m, x.at(), x.ld(), rows, cols, members.at());
    check(members, (i, j) -> sum(rows, k -> v(x, k, j)));
    Matrix again = memory.zeros(rows, 1);
    Reduce.strided(
        m,
        x.at(),
        new int[] {1, 1, rows, cols},
        new int[] {0, 0, x.ld(), 1},
        again.at(),
        new int[] {0, 0, 1, 0});
    check(again, (i, j) -> sum(cols, k -> v(x, i, k)));
    memory.assertPadsAreZero();
  }

  @ParameterizedTest
  @CsvSource({"1,7", "3,16", "9,33", "20,130", "5,2"})
  void extremesMatchAndTheFirstWins(int rows, int cols) {
    Matrix x = memory.normal(rows, cols);
    memory.set(x, 0, 0, 9f);
    memory.set(x, 0, cols - 1, 9f);
    Matrix out = memory.zeros(rows, 1);
    Extremes.rowMax(m, x.at(), x.ld(), rows, cols, out.at());
    check(out, (i, j) -> v(x, i, firstLargest(x, i)));
    Extremes.argmax(m, x.at(), x.ld(), 1, rows, 1, cols, out.at(), 1);
    check(out, (i, j) -> firstLargest(x, i));
    assertThat(memory.get(out, 0, 0)).isZero();
    Extremes.rowMin(m, x.at(), x.ld(), rows, cols, out.at());
    check(out, (i, j) -> -sumOfMax(cols, k -> -v(x, i, k)));
    Matrix hot = memory.zeros(rows, cols);
    Extremes.hotMax(m, x.at(), x.ld(), 1, rows, 1, cols, hot.at());
    check(hot, (i, j) -> firstLargest(x, i) == j ? 1 : 0);
    Extremes.hotMin(m, x.at(), x.ld(), 1, rows, 1, cols, hot.at());
    check(hot, (i, j) -> firstSmallest(x, i) == j ? 1 : 0);
    Matrix member = memory.zeros(1, cols);
    Extremes.memberMin(m, x.at(), x.ld(), rows, cols, member.at());
    check(member, (i, j) -> -sumOfMax(rows, k -> -v(x, k, j)));
    Extremes.memberMax(m, x.at(), x.ld(), rows, cols, member.at());
    check(member, (i, j) -> sumOfMax(rows, k -> v(x, k, j)));
    memory.assertPadsAreZero();
  }

  @ParameterizedTest
  @CsvSource({"1,7", "3,16", "9,33", "20,256", "5,2"})
  void rowNormsMatch(int rows, int cols) {
    Matrix x = memory.normal(rows, cols);
    Matrix g = memory.normal(rows, cols);
    Matrix scale = memory.normal(1, cols);
    Matrix shift = memory.normal(1, cols);
    Matrix out = memory.zeros(rows, cols);
    float eps = 1e-5f;
    RowNorm.norm(m, x.at(), x.ld(), rows, cols, eps, out.at(), out.ld());
    check(out, (i, j) -> y(x, i, j, eps));
    Matrix means = memory.zeros(rows, 1);
    Matrix inverses = memory.zeros(rows, 1);
    RowNorm.affine(
        m,
        x.at(),
        x.ld(),
        rows,
        cols,
        eps,
        scale.at(),
        shift.at(),
        false,
        means.at(),
        inverses.at(),
        out.at(),
        out.ld());
    check(out, (i, j) -> y(x, i, j, eps) * v(scale, 0, j) + v(shift, 0, j));
    check(means, (i, j) -> sum(cols, k -> v(x, i, k)) / cols);
    check(inverses, (i, j) -> r(x, i, eps));
    RowNorm.affine(
        m,
        x.at(),
        x.ld(),
        rows,
        cols,
        eps,
        scale.at(),
        shift.at(),
        true,
        means.at(),
        inverses.at(),
        out.at(),
        out.ld());
    check(out, (i, j) -> Math.max(0, y(x, i, j, eps) * v(scale, 0, j) + v(shift, 0, j)));
    RowNorm.pull(m, x.at(), x.ld(), g.at(), g.ld(), rows, cols, eps, out.at(), out.ld());
    check(
        out,
        (i, j) ->
            r(x, i, eps)
                * (v(g, i, j)
                    - sum(cols, k -> v(g, i, k)) / cols
                    - y(x, i, j, eps) * sum(cols, k -> v(g, i, k) * y(x, i, k, eps)) / cols));
    checkNormGradient(x, g, scale, means, inverses, eps);
    Matrix deviation = memory.zeros(rows, 1);
    RowNorm.inverseDeviation(m, x.at(), x.ld(), rows, cols, eps, deviation.at());
    check(deviation, (i, j) -> r(x, i, eps));
    memory.assertPadsAreZero();
  }

  private void checkNormGradient(
      Matrix x, Matrix d, Matrix scale, Matrix means, Matrix inverses, float eps) {
    int rows = x.rows();
    int cols = x.cols();
    Matrix out = memory.zeros(rows, cols);
    Matrix toScale = memory.zeros(1, cols);
    Matrix toShift = memory.zeros(1, cols);
    Matrix toRows = memory.zeros(1, cols);
    long scratch = memory.scratch(NormGradient.scratchFloats(cols));
    for (NormGradient.Sums sums :
        List.of(
            new NormGradient.Sums(-1, -1, -1),
            new NormGradient.Sums(toScale.at(), toShift.at(), toRows.at()))) {
      NormGradient.run(
          m,
          x.at(),
          x.ld(),
          d.at(),
          d.ld(),
          scale.at(),
          means.at(),
          inverses.at(),
          rows,
          cols,
          out.at(),
          out.ld(),
          sums,
          scratch);
      check(out, (i, j) -> pulled(x, d, scale, i, j, eps));
    }
    check(toScale, (i, j) -> sum(rows, k -> v(d, k, j) * y(x, k, j, eps)));
    check(toShift, (i, j) -> sum(rows, k -> v(d, k, j)));
    check(toRows, (i, j) -> sum(rows, k -> pulled(x, d, scale, k, j, eps)));
  }

  private double pulled(Matrix x, Matrix d, Matrix scale, int i, int j, float eps) {
    int cols = x.cols();
    double mean = sum(cols, k -> v(d, i, k) * v(scale, 0, k)) / cols;
    double along = sum(cols, k -> v(d, i, k) * v(scale, 0, k) * y(x, i, k, eps)) / cols;
    return r(x, i, eps) * (v(d, i, j) * v(scale, 0, j) - mean - y(x, i, j, eps) * along);
  }

  @ParameterizedTest
  @CsvSource({"1,7", "3,16", "9,33", "20,256", "5,2"})
  void softmaxAndLogSumExpMatch(int rows, int cols) {
    Matrix x = memory.normal(rows, cols);
    memory.set(x, 0, 0, 200f);
    Matrix out = memory.zeros(rows, cols);
    RowSoftmax kernels = new RowSoftmax(new ChainCompiler()::compile);
    long scratch = memory.scratch(RowSoftmax.scratchFloats(cols));
    kernels.softmax(m, x.at(), x.ld(), rows, cols, out.at(), out.ld(), scratch);
    check(out, (i, j) -> Math.exp(v(x, i, j)) / sum(cols, k -> Math.exp(v(x, i, k))));
    Matrix lse = memory.zeros(rows, 1);
    kernels.logSumExp(m, x.at(), x.ld(), rows, cols, lse.at(), scratch);
    check(lse, (i, j) -> Math.log(sum(cols, k -> Math.exp(v(x, i, k)))));
    memory.assertPadsAreZero();
  }

  private void check(Matrix out, Cell expected) {
    for (int i = 0; i < out.rows(); i++) {
      for (int j = 0; j < out.cols(); j++) {
        double e = expected.of(i, j);
        assertThat(v(out, i, j))
            .as("%d, %d of %s", i, j, out)
            .isCloseTo(e, within(TOLERANCE * (1 + Math.abs(e))));
      }
    }
  }

  private double v(Matrix x, int i, int j) {
    return memory.get(x, i, j);
  }

  private static double sum(int n, java.util.function.IntToDoubleFunction term) {
    double total = 0;
    for (int k = 0; k < n; k++) {
      total += term.applyAsDouble(k);
    }
    return total;
  }

  private static double sumOfMax(int n, java.util.function.IntToDoubleFunction term) {
    double best = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < n; k++) {
      best = Math.max(best, term.applyAsDouble(k));
    }
    return best;
  }

  private int firstLargest(Matrix x, int row) {
    int best = 0;
    for (int j = 1; j < x.cols(); j++) {
      if (v(x, row, j) > v(x, row, best)) {
        best = j;
      }
    }
    return best;
  }

  private int firstSmallest(Matrix x, int row) {
    int best = 0;
    for (int j = 1; j < x.cols(); j++) {
      if (v(x, row, j) < v(x, row, best)) {
        best = j;
      }
    }
    return best;
  }

  private double r(Matrix x, int i, double eps) {
    double mean = sum(x.cols(), k -> v(x, i, k)) / x.cols();
    double variance = sum(x.cols(), k -> Math.pow(v(x, i, k) - mean, 2)) / x.cols();
    return 1 / Math.sqrt(variance + eps);
  }

  private double y(Matrix x, int i, int j, double eps) {
    return (v(x, i, j) - sum(x.cols(), k -> v(x, i, k)) / x.cols()) * r(x, i, eps);
  }
}
