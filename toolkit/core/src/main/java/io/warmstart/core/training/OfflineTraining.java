package io.warmstart.core.training;

import io.warmstart.core.data.BatchSource;
import io.warmstart.core.learner.Learner;
import java.util.function.BooleanSupplier;

/**
 * Trains a learner from records up to a number of updates, with reports, evaluations and
 * checkpoints in between.
 *
 * <p>Evaluations and checkpoints do not touch the learner's state: with or without them, stopped
 * and resumed or not, the weights after N updates are the same bits.
 */
public final class OfflineTraining {
  /** Updates between two looks at the stop flag and the progress bar. */
  private static final int STRIDE = 64;

  private final Learner learner;
  private final BatchSource source;
  private final Cadence cadence;
  private final TrainingHooks hooks;

  /**
   * A training run.
   *
   * @param learner continues from where it is; stays with the caller
   * @param source of batches; stays with the caller
   * @param cadence of reports, evaluations and checkpoints
   * @param hooks that do them
   */
  public OfflineTraining(
      Learner learner, BatchSource source, Cadence cadence, TrainingHooks hooks) {
    this.learner = learner;
    this.source = source;
    this.cadence = cadence;
    this.hooks = hooks;
  }

  /** How a run ended. */
  public enum Outcome {
    /** All updates are done. */
    FINISHED,
    /** The stop flag was raised; the state was saved. */
    STOPPED
  }

  /**
   * Trains until the learner has completed {@code updates} in total, or until stopped. Metrics are
   * reported and the state is saved at the end in both cases.
   *
   * @param updates in total, including those before a resume
   * @param stop looked at between strides of updates; true finishes the current one and saves
   * @throws io.warmstart.core.learner.TrainingDivergedException if an update was refused; nothing
   *     is saved then, so the last checkpoint stays the newest
   */
  public Outcome run(long updates, BooleanSupplier stop) {
    boolean saved = false;
    boolean stopped = stop.getAsBoolean();
    while (learner.updates() < updates && !stopped) {
      long done = learner.updates();
      int stride = cadence.untilNext(done, (int) Math.min(STRIDE, updates - done));
      learner.train(source, stride);
      saved = report(learner.updates(), updates);
      stopped = stop.getAsBoolean();
    }
    if (!saved) {
      hooks.save(learner.updates(), learner);
    }
    return learner.updates() < updates ? Outcome.STOPPED : Outcome.FINISHED;
  }

  private boolean report(long done, long updates) {
    boolean last = done >= updates;
    hooks.progress(done);
    if (last || Cadence.due(cadence.logEvery(), done)) {
      hooks.metrics(done, learner.metrics());
    }
    if (last ? cadence.evaluateEvery() > 0 : Cadence.due(cadence.evaluateEvery(), done)) {
      hooks.evaluate(done, learner);
    }
    if (last || Cadence.due(cadence.saveEvery(), done)) {
      hooks.save(done, learner);
      return true;
    }
    return false;
  }
}
