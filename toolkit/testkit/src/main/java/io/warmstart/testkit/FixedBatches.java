package io.warmstart.testkit;

import io.warmstart.core.data.BatchBuffers;
import io.warmstart.core.data.BatchSource;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Philox;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Batches whose rows a test decides: update k gets batch k, beginning again after the last. */
public final class FixedBatches implements BatchSource {
  private final EnvironmentSpec spec;
  private final List<Rows> batches = new ArrayList<>();

  /**
   * The rows of one batch, each array row-major.
   *
   * @param observations [B, O]
   * @param actions in channel units, [B, A]
   * @param rewards [B]
   * @param masks [B]
   * @param nextObservations [B, O]
   * @param nextActions in channel units, [B, A], all known; null where no algorithm asks
   * @param returns returns-to-go as the algorithm shall see them, [B]; null where none asks
   */
  public record Rows(
      double[] observations,
      double[] actions,
      double[] rewards,
      double[] masks,
      double[] nextObservations,
      double @Nullable [] nextActions,
      double @Nullable [] returns) {
    /** The columns that every algorithm sees. */
    public Rows(
        double[] observations,
        double[] actions,
        double[] rewards,
        double[] masks,
        double[] nextObservations) {
      this(observations, actions, rewards, masks, nextObservations, null, null);
    }
  }

  /** No batches yet. */
  public FixedBatches(EnvironmentSpec spec) {
    this.spec = spec;
  }

  /** Appends a batch. */
  public FixedBatches add(Rows rows) {
    batches.add(rows);
    return this;
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public long transitions() {
    return batches.stream().mapToLong(batch -> batch.rewards.length).sum();
  }

  @Override
  public void copyTransition(long transition, int row, BatchBuffers out) {
    long rest = transition;
    for (Rows batch : batches) {
      if (rest < batch.rewards.length) {
        copy(batch, (int) rest, row, out);
        return;
      }
      rest -= batch.rewards.length;
    }
    throw new IndexOutOfBoundsException("transition " + transition + " of " + transitions());
  }

  @Override
  public void sample(Philox random, long step, int from, int to, BatchBuffers out) {
    Rows batch = batches.get((int) (step % batches.size()));
    for (int row = from; row < to; row++) {
      copy(batch, row, row, out);
    }
  }

  private void copy(Rows batch, int from, int row, BatchBuffers out) {
    copy(batch.observations, from, out.observations(), row, spec.observationWidth());
    copy(batch.actions, from, out.actions(), row, spec.actionWidth());
    copy(batch.rewards, from, out.rewards(), row, 1);
    copy(batch.masks, from, out.masks(), row, 1);
    copy(batch.nextObservations, from, out.nextObservations(), row, spec.observationWidth());
    if (out.nextActions() != null) {
      copy(given(batch.nextActions), from, out.nextActions().actions(), row, spec.actionWidth());
      out.nextActions().known().setAtIndex(ValueLayout.JAVA_FLOAT, row, 1f);
    }
    if (out.returns() != null) {
      copy(given(batch.returns), from, out.returns().values(), row, 1);
    }
  }

  private static double[] given(double @Nullable [] column) {
    if (column == null) {
      throw new IllegalStateException("the algorithm asks for a column that the test did not give");
    }
    return column;
  }

  private static void copy(double[] values, int from, MemorySegment to, int row, int width) {
    for (int i = 0; i < width; i++) {
      float value = (float) values[from * width + i];
      to.setAtIndex(ValueLayout.JAVA_FLOAT, (long) row * width + i, value);
    }
  }
}
