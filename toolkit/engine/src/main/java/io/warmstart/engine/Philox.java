package io.warmstart.engine;

import java.nio.charset.StandardCharsets;

/**
 * Counter-based random numbers, Philox 4x32-10 (Salmon et al., 2011): a key names a stream, a
 * (step, element) pair names a number in it. Every executor draws the same integers.
 *
 * <p>Block b of a step has the counter words (b low, b high, step low, step high) and gives
 * elements 4b to 4b + 3. Immutable; any thread may use it.
 */
public final class Philox {
  private static final int MULTIPLIER_0 = 0xD2511F53;
  private static final int MULTIPLIER_1 = 0xCD9E8D57;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final long MASK = 0xFFFFFFFFL;
  private static final double UNIFORM_STEP = 0x1p-23;

  private final long key;

  private Philox(long key) {
    this.key = key;
  }

  /** The stream of this name under this seed; the parts of the name are joined by "/". */
  public static Philox of(long seed, String... stream) {
    return new Philox(key(seed, String.join("/", stream)));
  }

  /** The stream with exactly this key. */
  public static Philox ofKey(long key) {
    return new Philox(key);
  }

  /** Key of a stream: the seed and the 64-bit FNV-1a hash of the name, mixed. */
  public static long key(long seed, String stream) {
    return mix(mix(seed) ^ hash(stream));
  }

  /** Seed number {@code index} of a run; index 0 is the run seed itself. */
  public static long seed(long runSeed, int index) {
    return index == 0 ? runSeed : mix(runSeed + 0x9E3779B97F4A7C15L * index);
  }

  /** 64-bit FNV-1a over the UTF-8 bytes. */
  public static long hash(String text) {
    long hash = 0xCBF29CE484222325L;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
    }
    return hash;
  }

  /** The key of this stream. */
  public long key() {
    return key;
  }

  /** 32 random bits. */
  public int word(long step, long element) {
    long pair = pair(key, element >>> 2, step, (element & 2) != 0);
    return (int) ((element & 1) == 0 ? pair : pair >>> 32);
  }

  /** Uniform in (0, 1): a multiple of 2^-24 that float32 holds exactly. */
  public double uniform(long step, long element) {
    return uniform(word(step, element));
  }

  /** Standard normal by Box-Muller; a pair of words gives a pair of elements. */
  public double normal(long step, long element) {
    long pair = pair(key, element >>> 2, step, (element & 2) != 0);
    return normal((int) pair, (int) (pair >>> 32), (element & 1) == 1);
  }

  /**
   * Uniform integer in [0, bound), up to a bias of bound / 2^32.
   *
   * @param bound 1 to 2^32
   */
  public long integer(long step, long element, long bound) {
    return integer(word(step, element), bound);
  }

  /**
   * {@code into.length} integers out of [0, from): different ones by partial Fisher-Yates, or
   * independent ones with replacement. Element i uses word i.
   */
  public void choose(long step, int from, boolean replacement, int[] into) {
    if (replacement) {
      for (int i = 0; i < into.length; i++) {
        into[i] = (int) integer(step, i, from);
      }
      return;
    }
    int[] all = new int[from];
    for (int i = 0; i < from; i++) {
      all[i] = i;
    }
    for (int i = 0; i < into.length; i++) {
      int other = i + (int) integer(step, i, from - i);
      into[i] = all[other];
      all[other] = all[i];
    }
  }

  /** Uniform in (0, 1) from 32 random bits: {@code ((word >>> 9) + 0.5) * 2^-23}. */
  public static double uniform(int word) {
    return ((word >>> 9) + 0.5) * UNIFORM_STEP;
  }

  /** Box-Muller: the cosine branch of two words, or the sine branch as the second number. */
  public static double normal(int word0, int word1, boolean second) {
    double radius = Math.sqrt(-2 * Math.log(uniform(word0)));
    double angle = 2 * Math.PI * uniform(word1);
    return radius * (second ? Math.sin(angle) : Math.cos(angle));
  }

  /** {@code floor(word * bound / 2^32)} with the word unsigned. */
  public static long integer(int word, long bound) {
    return ((word & MASK) * bound) >>> 32;
  }

  /**
   * Four words of one counter block.
   *
   * @param key low half is key word 0, high half key word 1
   * @param block counter words 0 and 1
   * @param step counter words 2 and 3
   * @param into receives the four words
   */
  public static void block(long key, long block, long step, int[] into) {
    long first = pair(key, block, step, false);
    long second = pair(key, block, step, true);
    into[0] = (int) first;
    into[1] = (int) (first >>> 32);
    into[2] = (int) second;
    into[3] = (int) (second >>> 32);
  }

  /** Words 0 and 1 or 2 and 3 of a block, the first in the low half; allocates nothing. */
  private static long pair(long key, long block, long step, boolean second) {
    int c0 = (int) block;
    int c1 = (int) (block >>> 32);
    int c2 = (int) step;
    int c3 = (int) (step >>> 32);
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    for (int round = 0; round < 10; round++) {
      long p0 = (MULTIPLIER_0 & MASK) * (c0 & MASK);
      long p1 = (MULTIPLIER_1 & MASK) * (c2 & MASK);
      int next0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      int next2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c1 = (int) p1;
      c3 = (int) p0;
      c0 = next0;
      c2 = next2;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    return second ? (long) c3 << 32 | c2 & MASK : (long) c1 << 32 | c0 & MASK;
  }

  /** The finaliser of SplitMix64: a bijection whose every output bit depends on every input bit. */
  private static long mix(long x) {
    long z = x + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
