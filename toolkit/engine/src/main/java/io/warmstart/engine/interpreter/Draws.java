package io.warmstart.engine.interpreter;

import io.warmstart.engine.Philox;

/** Whole tensors of random numbers, block by block; equal to drawing each element alone. */
public final class Draws {
  private static final int BLOCK = 4;

  /** Meaning of one element from its block of four words. */
  private interface Meaning {
    double of(int[] words, int element);
  }

  private Draws() {}

  /** Standard normal numbers. */
  public static double[] normal(Philox stream, long step, int count) {
    return drawn(
        stream,
        step,
        count,
        (words, i) -> Philox.normal(words[i & 2], words[(i & 2) + 1], (i & 1) == 1));
  }

  /** Numbers uniform in (0, 1). */
  public static double[] uniform(Philox stream, long step, int count) {
    return drawn(stream, step, count, (words, i) -> Philox.uniform(words[i]));
  }

  /** Integers uniform in [0, bound). */
  public static double[] integers(Philox stream, long step, int count, long bound) {
    return drawn(stream, step, count, (words, i) -> Philox.integer(words[i], bound));
  }

  /** Integers out of [0, from), different from each other unless replaced. */
  public static double[] choose(
      Philox stream, long step, int from, int count, boolean replacement) {
    int[] chosen = new int[count];
    stream.choose(step, from, replacement, chosen);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = chosen[i];
    }
    return values;
  }

  private static double[] drawn(Philox stream, long step, int count, Meaning meaning) {
    double[] values = new double[count];
    int[] words = new int[BLOCK];
    for (int i = 0; i < count; i++) {
      if (i % BLOCK == 0) {
        Philox.block(stream.key(), i / BLOCK, step, words);
      }
      values[i] = meaning.of(words, i % BLOCK);
    }
    return values;
  }
}
