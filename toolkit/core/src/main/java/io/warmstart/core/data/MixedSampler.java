package io.warmstart.core.data;

import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Philox;

/**
 * Draws a fixed share of every batch from one source and the rest from another, uniformly within
 * each; rows of the two are interleaved evenly, so every block of a batch holds the same share.
 * Does not own the sources.
 *
 * <p>Row {@code r} comes from the first source where {@code floor((r + 1) share) > floor(r share)}.
 *
 * @see <a href="https://arxiv.org/abs/2302.02948">Ball et al., 2023, symmetric sampling</a>
 */
public final class MixedSampler implements BatchSource {
  private final BatchSource first;
  private final BatchSource second;
  private final double share;

  /**
   * A mixture.
   *
   * @param first source of the share
   * @param share of rows from the first source, in [0, 1]
   * @param second source of the rest
   * @throws IllegalArgumentException if the share is outside its range
   * @throws io.warmstart.core.space.SpecMismatchException if the specs differ
   */
  public MixedSampler(BatchSource first, double share, BatchSource second) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share = " + share + " must be in [0, 1]");
    }
    first.spec().requireCompatible(second.spec(), "the second source of the mixture");
    this.first = first;
    this.share = share;
    this.second = second;
  }

  @Override
  public EnvironmentSpec spec() {
    return first.spec();
  }

  @Override
  public long transitions() {
    return first.transitions() + second.transitions();
  }

  @Override
  public long drawable(BatchBuffers out) {
    return first.drawable(out) + second.drawable(out);
  }

  @Override
  public void copyTransition(long transition, int row, BatchBuffers out) {
    long size = first.drawable(out);
    if (transition < size) {
      first.copyTransition(transition, row, out);
    } else {
      second.copyTransition(transition - size, row, out);
    }
  }

  @Override
  public void sample(Philox random, long step, int from, int to, BatchBuffers out) {
    for (int row = from; row < to; row++) {
      boolean ofFirst = Math.floor((row + 1) * share) > Math.floor(row * share);
      (ofFirst ? first : second).sample(random, step, row, row + 1, out);
    }
  }
}
