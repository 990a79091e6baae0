package io.warmstart.core.training;

import io.warmstart.core.learner.Learner;
import java.util.Map;

/** What a training loop asks its owner to do; called on the loop's thread, in this order. */
public interface TrainingHooks {
  /**
   * Some updates are done; for progress bars. Called often, also between reports.
   *
   * @param updates completed in total
   */
  default void progress(long updates) {}

  /**
   * Report metrics.
   *
   * @param updates completed in total
   * @param metrics of the last update
   */
  default void metrics(long updates, Map<String, Double> metrics) {}

  /**
   * Evaluate the learner's policy.
   *
   * @param updates completed in total
   */
  default void evaluate(long updates, Learner learner) {}

  /**
   * Save a checkpoint; an exception stops the training.
   *
   * @param updates completed in total
   */
  default void save(long updates, Learner learner) {}
}
