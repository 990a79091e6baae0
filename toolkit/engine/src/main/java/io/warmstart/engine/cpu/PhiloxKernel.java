package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.ALL;
import static io.warmstart.engine.cpu.Lanes.base;
import static io.warmstart.engine.cpu.Lanes.get;
import static io.warmstart.engine.cpu.Lanes.set;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.warmstart.engine.cpu.ChainOp.Kind;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Function;

/**
 * Fills of Philox 4x32-10 draws, the same integers as {@link io.warmstart.engine.Philox}.
 *
 * <p>Element e of a tensor, counted densely in row-major order, uses word e of the step. Every fill
 * works in chunks through {@link #SCRATCH_FLOATS} floats owned by the calling worker.
 *
 * @see <a href="https://doi.org/10.1145/2063384.2063405">Salmon et al., 2011</a>
 */
final class PhiloxKernel {
  /** Words of one chunk; a whole number of blocks and of vectors. */
  private static final int CHUNK = 1024;

  /** Floats of scratch that a fill needs. */
  static final int SCRATCH_FLOATS = 2 * CHUNK;

  private static final int MULTIPLIER_0 = 0xD2511F53;
  private static final int MULTIPLIER_1 = 0xCD9E8D57;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final long MASK = 0xFFFFFFFFL;

  private static final int HALF = CHUNK / 2;

  /** sqrt(-2 log u). */
  private static final Chain RADIUS =
      new Chain(
          1,
          0,
          List.of(
              ChainOp.of(Kind.LOG, 0),
              ChainOp.with(Kind.TIMES_CONSTANT, 1, -2),
              ChainOp.of(Kind.SQRT, 2)),
          List.of(3));

  private static final Chain COSINE = projection(Kind.COS_TURNS);
  private static final Chain SINE = projection(Kind.SIN_TURNS);

  /** The chains that normal draws call. */
  static final List<Chain> CHAINS = List.of(RADIUS, COSINE, SINE);

  private final RowCall radius;
  private final RowCall cosine;
  private final RowCall sine;

  /**
   * The kernel of normal draws, for one thread at a time.
   *
   * @param compiler gives the kernel of each of {@link #CHAINS}
   */
  PhiloxKernel(Function<Chain, ChainKernel> compiler) {
    radius = new RowCall(compiler.apply(RADIUS), 1);
    cosine = new RowCall(compiler.apply(COSINE), 2);
    sine = new RowCall(compiler.apply(SINE), 2);
  }

  /** A function of the angle times the radius. */
  private static Chain projection(Kind function) {
    return new Chain(
        2, 0, List.of(ChainOp.of(function, 0), ChainOp.of(Kind.TIMES, 2, 1)), List.of(3));
  }

  /** out [rows, cols] uniform in (0, 1): ((word >>> 9) + 0.5) 2^-23. */
  static void uniform(
      MemorySegment m, long key, long step, long out, int ldo, int rows, int cols, long scratch) {
    long s = base(m) + scratch;
    long o = base(m) + out;
    long n = (long) rows * cols;
    for (long e = 0; e < n; e += CHUNK) {
      int count = (int) Math.min(CHUNK, n - e);
      words(key, step, e >>> 2, s, 1);
      toUniform(s);
      scatter(s, e, count, o, ldo, cols);
    }
  }

  /** out [rows, cols] standard normal: Box-Muller on words (0, 1) and (2, 3) of each block. */
  void normal(
      MemorySegment m, long key, long step, long out, int ldo, int rows, int cols, long scratch) {
    long s = base(m) + scratch;
    long o = base(m) + out;
    long angle = scratch + HALF;
    long n = (long) rows * cols;
    for (long e = 0; e < n; e += CHUNK) {
      int count = (int) Math.min(CHUNK, n - e);
      words(key, step, e >>> 2, s, HALF);
      toUniform(s);
      radius.run(m, scratch, scratch, HALF);
      cosine.run(m, angle, scratch, scratch + CHUNK, HALF);
      sine.run(m, angle, scratch, scratch + CHUNK + HALF, HALF);
      scatterPairs(s + CHUNK, e, count, o, ldo, cols);
    }
  }

  /**
   * out [rows, cols] whole numbers in [0, high): {@code word * high >>> 32}.
   *
   * @param bits store 32-bit integers instead of floats
   */
  static void integers(
      MemorySegment m,
      long key,
      long step,
      long high,
      boolean bits,
      long out,
      int ldo,
      int rows,
      int cols,
      long scratch) {
    long s = base(m) + scratch;
    long n = (long) rows * cols;
    for (long e = 0; e < n; e += CHUNK) {
      int count = (int) Math.min(CHUNK, n - e);
      words(key, step, e >>> 2, s, 1);
      for (int k = 0; k < count; k++) {
        long at = base(m) + out + (e + k) / cols * ldo + (e + k) % cols;
        put(at, (int) (((word(s + k) & MASK) * high) >>> 32), bits);
      }
    }
  }

  /**
   * out [count] whole numbers of [0, from), different unless with replacement (partial
   * Fisher-Yates; draw i uses word i).
   *
   * @param scratch SCRATCH_FLOATS floats, then {@code from} more without replacement
   */
  static void choose(
      MemorySegment m,
      long key,
      long step,
      int from,
      int count,
      boolean replacement,
      boolean bits,
      long out,
      long scratch) {
    if (replacement) {
      integers(m, key, step, from, bits, out, 1, count, 1, scratch);
      return;
    }
    long s = base(m) + scratch;
    long all = s + SCRATCH_FLOATS;
    for (int i = 0; i < from; i++) {
      ALL.set(JAVA_INT, (all + i) << 2, i);
    }
    for (int i = 0; i < count; i++) {
      if (i % CHUNK == 0) {
        words(key, step, i >>> 2, s, 1);
      }
      int other = i + (int) (((word(s + i % CHUNK) & MASK) * (from - i)) >>> 32);
      put(base(m) + out + i, word(all + other), bits);
      ALL.set(JAVA_INT, (all + other) << 2, word(all + i));
    }
  }

  private static int word(long at) {
    return ALL.get(JAVA_INT, at << 2);
  }

  private static void put(long at, int value, boolean bits) {
    if (bits) {
      ALL.set(JAVA_INT, at << 2, value);
    } else {
      set(at, value);
    }
  }

  /**
   * The CHUNK words from a block on. Word pair p of the chunk goes to two places {@code second}
   * apart: side by side if it is 1, or into two halves if it is CHUNK / 2.
   */
  private static void words(long key, long step, long firstBlock, long at, int second) {
    int pair = second == 1 ? 2 : 1;
    for (int b = 0; b < CHUNK / 4; b++) {
      long block = firstBlock + b;
      int c0 = (int) block;
      int c1 = (int) (block >>> 32);
      int c2 = (int) step;
      int c3 = (int) (step >>> 32);
      int k0 = (int) key;
      int k1 = (int) (key >>> 32);
      for (int round = 0; round < 10; round++) {
        long p0 = (MULTIPLIER_0 & MASK) * (c0 & MASK);
        long p1 = (MULTIPLIER_1 & MASK) * (c2 & MASK);
        c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
        c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
        c1 = (int) p1;
        c3 = (int) p0;
        k0 += WEYL_0;
        k1 += WEYL_1;
      }
      long p = at + (long) b * 2 * pair;
      ALL.set(JAVA_INT, p << 2, c0);
      ALL.set(JAVA_INT, (p + second) << 2, c1);
      ALL.set(JAVA_INT, (p + pair) << 2, c2);
      ALL.set(JAVA_INT, (p + pair + second) << 2, c3);
    }
  }

  /** Exact: 23 bits and a half fit a float. */
  private static void toUniform(long s) {
    for (int k = 0; k < CHUNK; k++) {
      set(s + k, ((word(s + k) >>> 9) + 0.5f) * 0x1p-23f);
    }
  }

  private static void scatter(long s, long e, int count, long o, int ldo, int cols) {
    for (int k = 0; k < count; k++) {
      set(o + (e + k) / cols * ldo + (e + k) % cols, get(s + k));
    }
  }

  private static void scatterPairs(long s, long e, int count, long o, int ldo, int cols) {
    for (int k = 0; k < count; k++) {
      float value = get(s + (k >> 1) + (k & 1) * (long) HALF);
      set(o + (e + k) / cols * ldo + (e + k) % cols, value);
    }
  }
}
