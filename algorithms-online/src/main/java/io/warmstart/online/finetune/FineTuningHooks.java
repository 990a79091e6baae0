package io.warmstart.online.finetune;

import io.warmstart.core.environment.EpisodeSummary;
import io.warmstart.core.learner.Learner;
import java.util.Map;

/** What a fine-tuning run asks its owner to do; called on the run's thread. */
public interface FineTuningHooks {
  /**
   * A step was taken; for progress bars.
   *
   * @param steps environment steps in total
   */
  default void progress(long steps) {}

  /**
   * An episode of the learner ended.
   *
   * @param steps environment steps in total
   * @param episode what happened in it
   */
  default void episode(long steps, EpisodeSummary episode) {}

  /**
   * Report metrics.
   *
   * @param steps environment steps in total
   * @param metrics of the last update; empty before the first
   */
  default void metrics(long steps, Map<String, Double> metrics) {}

  /**
   * Evaluate the learner's policy, in an environment of its own.
   *
   * @param steps environment steps in total; 0 right at the switch
   */
  default void evaluate(long steps, Learner learner) {}

  /**
   * Save a checkpoint through {@link FineTuning#save}; an exception stops the run.
   *
   * @param steps environment steps in total
   */
  default void save(long steps, FineTuning state) {}
}
