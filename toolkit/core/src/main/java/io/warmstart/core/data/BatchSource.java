package io.warmstart.core.data;

import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Philox;

/** Anything batches are drawn from: a dataset, the replay ring, a mixture. */
public interface BatchSource {
  /** What the rows mean. */
  EnvironmentSpec spec();

  /** Transitions that can be drawn now. */
  long transitions();

  /**
   * Transitions that a batch with these columns may hold: fewer than {@link #transitions} where a
   * column, such as the return-to-go, is not known yet for the newest ones.
   */
  default long drawable(BatchBuffers out) {
    return transitions();
  }

  /**
   * Copies one transition to row {@code row} of {@code out}.
   *
   * @param transition in {@code [0, drawable(out))}
   * @param row of the batch
   * @param out buffers of the whole batch
   */
  void copyTransition(long transition, int row, BatchBuffers out);

  /**
   * Draws transitions uniformly with replacement and writes them to rows {@code [from, to)}.
   *
   * <p>The draw depends only on the generator, {@code step} and the row, so a resumed run draws
   * what the uninterrupted one would have drawn.
   *
   * @param random stream of this sampler
   * @param step number of the update, from 0
   * @param from first row to fill
   * @param to row after the last
   * @param out buffers of the whole batch
   * @throws IllegalStateException if there is nothing to draw
   */
  void sample(Philox random, long step, int from, int to, BatchBuffers out);
}
