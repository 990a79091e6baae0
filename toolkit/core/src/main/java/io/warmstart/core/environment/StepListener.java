package io.warmstart.core.environment;

import io.warmstart.core.data.TerminationCause;

/**
 * Sees everything that happens in an environment, in order. Buffers it is given are valid during
 * the call only.
 */
public interface StepListener {
  /**
   * An episode starts.
   *
   * @param episode running number, from 0
   * @param first observation
   */
  void begin(long episode, Observation first);

  /**
   * A step was taken.
   *
   * @param observation before the action
   * @param requested what the policy asked for, in channel units, [A]
   * @param applied what the environment did, in channel units, [A]; this is what is learned from
   * @param step reward and end flags
   * @param next observation after the step
   */
  void step(
      Observation observation, float[] requested, float[] applied, Step step, Observation next);

  /**
   * The episode ended.
   *
   * @param cause why; {@link TerminationCause#TRUNCATED} at time limits
   * @param last observation of the episode
   */
  void end(TerminationCause cause, Observation last);
}
