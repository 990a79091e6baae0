package io.warmstart.core.reward;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.EnvironmentSpec;
import java.util.List;

/**
 * Judges transitions. The same method relabels a dataset and scores live steps, so a policy is
 * never trained on one reward and monitored by another. One thread at a time.
 */
public interface RewardModel extends AutoCloseable {
  /** Name that its rewards carry as their source. */
  String name();

  /** Version that its rewards carry, such as a hash of its weights. */
  String version();

  /** What it must be able to see: its parts are a subset of the environment's. */
  EnvironmentSpec spec();

  /**
   * Judges transitions, in order.
   *
   * @param queries not modified; a batch may mix episodes
   * @return one reward per query; {@link Reward.Status#PENDING} where it cannot decide yet
   */
  List<Reward> score(List<Query> queries);

  @Override
  void close();

  /**
   * One transition to judge.
   *
   * @param transition id under which the reward may be corrected later
   * @param observation before the action
   * @param action as applied, in channel units, [A]; not modified
   * @param next observation after it
   */
  record Query(long transition, Observation observation, float[] action, Observation next) {}
}
