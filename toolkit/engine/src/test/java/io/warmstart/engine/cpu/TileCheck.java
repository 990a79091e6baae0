package io.warmstart.engine.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/**
 * Prints lanes, rows of the widest register tile and how many elements of products differ from
 * plain chains of fused multiply-adds; {@link KernelBitsTest} runs it for each width of vectors.
 */
final class TileCheck {
  private static final int[][] SIZES = {{8, 32, 5}, {23, 37, 17}, {64, 6, 40}, {530, 40, 400}};

  private final MemorySegment m = Arena.ofAuto().allocate(16L << 20, 64);
  private final long a = 0;
  private final long b = 1L << 20;
  private final long c = 2L << 20;
  private final long scratch = 3L << 20;

  private TileCheck() {}

  /** No arguments. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) {
    TileCheck check = new TileCheck();
    int wrong = 0;
    for (int[] size : SIZES) {
      for (int variant = 0; variant < 3; variant++) {
        wrong += check.wrong(size[0], size[1], size[2], variant);
      }
    }
    System.out.println("lanes " + Lanes.L + " rows " + GemmPanels.TILE_ROWS + " wrong " + wrong);
  }

  private int wrong(int rows, int cols, int inner, int variant) {
    SplittableRandom random = new SplittableRandom(rows);
    Gather.clear(m, 0, scratch);
    int lda = Lanes.padded(variant == 2 ? rows : inner);
    int ldb = Lanes.padded(variant == 1 ? inner : cols);
    int ldc = Lanes.padded(cols);
    fill(random, a, lda, variant == 2 ? inner : rows, variant == 2 ? rows : inner);
    fill(random, b, ldb, variant == 1 ? cols : inner, variant == 1 ? inner : cols);
    switch (variant) {
      case 0 -> Gemm.nn(m, a, lda, b, ldb, c, ldc, rows, cols, inner, scratch);
      case 1 -> Gemm.nt(m, a, lda, b, ldb, c, ldc, rows, cols, inner, scratch);
      default -> Gemm.tn(m, a, lda, b, ldb, c, ldc, rows, cols, inner, scratch);
    }
    int wrong = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        float expected = 0;
        for (int k = 0; k < inner; k++) {
          long left = variant == 2 ? (long) k * lda + i : (long) i * lda + k;
          long right = variant == 1 ? (long) j * ldb + k : (long) k * ldb + j;
          expected = Math.fma(Strided.get(m, a + left), Strided.get(m, b + right), expected);
        }
        wrong += Strided.get(m, c + (long) i * ldc + j) == expected ? 0 : 1;
      }
    }
    return wrong;
  }

  private void fill(SplittableRandom random, long at, int ld, int rows, int cols) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        Strided.set(m, at + (long) i * ld + j, (float) random.nextDouble(-1, 1));
      }
    }
  }
}
