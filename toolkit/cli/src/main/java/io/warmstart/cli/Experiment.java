package io.warmstart.cli;

import io.warmstart.core.config.Setting;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.ReadOptions.Reading;
import io.warmstart.core.learner.Images;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.Preprocessing;
import io.warmstart.core.reward.RewardTransform;
import io.warmstart.core.training.Cadence;
import java.util.Optional;

/**
 * Everything an offline run is decided by.
 *
 * @param algorithm name of the learner
 * @param learner its settings
 * @param data to learn from
 * @param training how long and how often
 * @param evaluation of the policy on the way
 * @param seed of everything random
 * @param device that runs the updates
 */
record Experiment(
    @Setting(doc = "name of the learner; fixed by the command") String algorithm,
    LearnerConfig learner,
    Data data,
    Training training,
    Evaluating evaluation,
    @Setting(doc = "initial weights, batches and noise follow from it") long seed,
    @Setting(doc = "what runs the updates") Device device) {

  /** The defaults around an algorithm's own. */
  static Experiment of(LearnerConfig learner) {
    return new Experiment(
        learner.name(),
        learner,
        new Data(Optional.empty(), Reading.STRICT, 1, 0.99, 1, 0, false, false, new Images()),
        new Training(100_000, 1_000, 5_000, 5_000, 3),
        new Evaluating(Optional.empty(), 10, 1_000),
        1,
        Device.AUTO);
  }

  /**
   * What to learn from.
   *
   * @param path of the dataset
   * @param reading rules
   * @param keepTop share of the episodes that is learned from, the best by return
   * @param keepTopDiscount discount of those returns
   * @param rewardScale factor of every reward
   * @param rewardShift added to every reward after scaling
   * @param normalizeReturns whether rewards are scaled so that returns span 1000
   * @param normalizeObservations whether observations are shifted and scaled to mean 0, spread 1
   * @param images that networks see beside the vectors
   */
  record Data(
      @Setting(doc = "dataset file") Optional<String> path,
      @Setting(doc = "strict, or d4rl-compat for bit-exact D4RL rules") Reading reading,
      @Setting(
              doc = "share of the episodes that is learned from, the best by return; 10 % BC 0.1",
              min = 0,
              minExclusive = true,
              max = 1)
          double keepTop,
      @Setting(
              doc = "discount per step of the returns that keepTop ranks by, of stored rewards",
              min = 0,
              max = 1,
              source = "CORL")
          double keepTopDiscount,
      @Setting(doc = "factor of every reward") double rewardScale,
      @Setting(doc = "added to every reward after scaling; antmaze -1 for IQL") double rewardShift,
      @Setting(
              doc = "scale rewards so that the dataset's returns span 1000; gym locomotion for IQL",
              source = "arXiv:2110.06169, authors' code")
          boolean normalizeReturns,
      @Setting(doc = "shift and scale observations to mean 0 and standard deviation 1")
          boolean normalizeObservations,
      Images images) {
    /**
     * Refuses two reward rules at once.
     *
     * @throws IllegalArgumentException if returns are normalised and a scale is given too
     */
    Data {
      if (normalizeReturns && (rewardScale != 1 || rewardShift != 0)) {
        throw new IllegalArgumentException(
            "normalizeReturns sets the reward scale itself; leave rewardScale 1 and rewardShift 0");
      }
    }

    Preprocessing preprocessing(Dataset dataset) {
      RewardTransform rewards =
          normalizeReturns
              ? RewardTransform.ofReturnRange(dataset)
              : new RewardTransform(rewardScale, rewardShift);
      return new Preprocessing(rewards, normalizeObservations, images);
    }
  }

  /**
   * How long and how often.
   *
   * @param steps updates in total
   * @param logEvery updates between two rows of metrics
   * @param evaluateEvery updates between two evaluations
   * @param saveEvery updates between two checkpoints
   * @param keepCheckpoints newest checkpoints that are kept
   */
  record Training(
      @Setting(doc = "updates in total", min = 1) long steps,
      @Setting(doc = "updates between two rows of metrics; 0: only at the end", min = 0)
          int logEvery,
      @Setting(doc = "updates between two evaluations; 0: never", min = 0) int evaluateEvery,
      @Setting(doc = "updates between two checkpoints; 0: only at the end", min = 0) int saveEvery,
      @Setting(doc = "newest checkpoints that are kept", min = 2) int keepCheckpoints) {
    Cadence cadence(boolean evaluates) {
      return new Cadence(logEvery, evaluates ? evaluateEvery : 0, saveEvery);
    }
  }

  /**
   * Evaluation of the policy.
   *
   * @param task to roll out on; none: no evaluation
   * @param episodes per evaluation
   * @param seed of the start states
   */
  record Evaluating(
      @Setting(doc = "simulated task to evaluate on; null: no evaluation") Optional<String> task,
      @Setting(doc = "episodes per evaluation", min = 1) int episodes,
      @Setting(doc = "start states follow from it, the same in every evaluation") long seed) {}
}
