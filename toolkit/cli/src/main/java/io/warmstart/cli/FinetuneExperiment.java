package io.warmstart.cli;

import io.warmstart.core.config.Setting;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.online.finetune.FineTuningSettings;

/**
 * Everything a fine-tuning run is decided by.
 *
 * @param algorithm name of the learner
 * @param learner its settings online
 * @param data the recorded data it goes on using, and how rewards are seen
 * @param online how it is fine-tuned
 * @param training how long
 * @param evaluation of the policy on the way
 * @param seed of everything random
 * @param device that runs the updates
 */
record FinetuneExperiment(
    @Setting(doc = "name of the learner; fixed by the run it starts from") String algorithm,
    LearnerConfig learner,
    Experiment.Data data,
    FineTuningSettings online,
    Budget training,
    Experiment.Evaluating evaluation,
    @Setting(doc = "exploration, batches and start states follow from it") long seed,
    @Setting(doc = "what runs the updates") Device device) {

  /** The defaults for a run that was trained offline. */
  static FinetuneExperiment of(Experiment offline) {
    return new FinetuneExperiment(
        offline.algorithm(),
        offline.learner().startOnline(),
        offline.data(),
        new FineTuningSettings(),
        new Budget(100_000, 3),
        offline.evaluation(),
        offline.seed(),
        offline.device());
  }

  /**
   * How long.
   *
   * @param steps environment steps in total
   * @param keepCheckpoints newest checkpoints that are kept
   */
  record Budget(
      @Setting(doc = "environment steps in total", min = 1) long steps,
      @Setting(doc = "newest checkpoints that are kept", min = 2) int keepCheckpoints) {}
}
