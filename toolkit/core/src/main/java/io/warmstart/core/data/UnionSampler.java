package io.warmstart.core.data;

import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Philox;
import java.util.List;

/**
 * Draws uniformly over all transitions of several sources, as if the later ones were appended to
 * the first. Does not own them.
 */
public final class UnionSampler implements BatchSource {
  private final BatchSource[] sources;

  /**
   * A union.
   *
   * @param sources at least one; growing sources are drawn from at their current size
   * @throws IllegalArgumentException if there is none
   * @throws io.warmstart.core.space.SpecMismatchException if their specs differ
   */
  public UnionSampler(List<BatchSource> sources) {
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("a union needs at least one source");
    }
    this.sources = sources.toArray(BatchSource[]::new);
    for (BatchSource source : sources) {
      spec().requireCompatible(source.spec(), "a source of the union");
    }
  }

  @Override
  public EnvironmentSpec spec() {
    return sources[0].spec();
  }

  @Override
  public long transitions() {
    long sum = 0;
    for (BatchSource source : sources) {
      sum += source.transitions();
    }
    return sum;
  }

  @Override
  public long drawable(BatchBuffers out) {
    long sum = 0;
    for (BatchSource source : sources) {
      sum += source.drawable(out);
    }
    return sum;
  }

  @Override
  public void copyTransition(long transition, int row, BatchBuffers out) {
    long rest = transition;
    for (BatchSource source : sources) {
      long size = source.drawable(out);
      if (rest < size) {
        source.copyTransition(rest, row, out);
        return;
      }
      rest -= size;
    }
    throw new IndexOutOfBoundsException(
        "transition " + transition + " of a union of " + drawable(out));
  }

  @Override
  public void sample(Philox random, long step, int from, int to, BatchBuffers out) {
    long total = drawable(out);
    if (total == 0) {
      throw new IllegalStateException(
          "no source of the union holds a transition that can be drawn");
    }
    for (int row = from; row < to; row++) {
      copyTransition(random.integer(step, row, total), row, out);
    }
  }
}
