package io.warmstart.core.training;

import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.EpisodeSummary;
import io.warmstart.core.environment.ScoreReference;
import io.warmstart.core.environment.TaskSuccess;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a policy did in an environment.
 *
 * @param policyVersion update whose weights were evaluated
 * @param episodes in order
 * @param reference returns that map to scores 0 and 100, where published
 */
public record EvaluationReport(
    long policyVersion, List<EpisodeSummary> episodes, Optional<ScoreReference> reference) {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there is no episode
   */
  public EvaluationReport {
    episodes = List.copyOf(episodes);
    if (episodes.isEmpty()) {
      throw new IllegalArgumentException("an evaluation report needs at least one episode");
    }
  }

  /** Return of each episode, untransformed rewards. */
  public double[] returns() {
    return episodes.stream().mapToDouble(EpisodeSummary::episodeReturn).toArray();
  }

  /** Mean return. */
  public double meanReturn() {
    return mean(returns());
  }

  /** Mean number of steps. */
  public double meanLength() {
    return mean(episodes.stream().mapToDouble(EpisodeSummary::length).toArray());
  }

  /** Normalised score of each episode, or its return where no reference is published. */
  public double[] scores() {
    double[] scores = returns();
    for (int i = 0; i < scores.length; i++) {
      double value = scores[i];
      scores[i] = reference.map(known -> known.normalise(value)).orElse(value);
    }
    return scores;
  }

  /** Mean normalised score, where a reference is published. */
  public OptionalDouble meanScore() {
    return reference.isPresent() ? OptionalDouble.of(mean(scores())) : OptionalDouble.empty();
  }

  /** Episodes that ended for this reason. */
  public int endings(TerminationCause cause) {
    return (int) episodes.stream().filter(e -> e.cause() == cause).count();
  }

  /** Episodes that reached the goal. */
  public int successes() {
    return (int) episodes.stream().filter(e -> e.success() == TaskSuccess.YES).count();
  }

  /** Share of episodes that reached the goal, where every episode defines it. */
  public OptionalDouble successRate() {
    boolean defined = episodes.stream().allMatch(e -> e.success() != TaskSuccess.UNDEFINED);
    return defined
        ? OptionalDouble.of((double) successes() / episodes.size())
        : OptionalDouble.empty();
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
