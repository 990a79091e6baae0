package io.warmstart.core.environment;

import io.warmstart.core.space.EnvironmentSpec;
import java.util.Optional;

/**
 * A task that can be reset and stepped; simulators and robots alike. One thread at a time.
 *
 * <p>Whatever is random in an episode is derived from the seed given to {@link #reset}, so an
 * episode repeats bit for bit.
 */
public interface Environment extends AutoCloseable {
  /** What it observes and accepts. */
  EnvironmentSpec spec();

  /** Steps after which an episode is truncated by the loop, at least 1. */
  int stepLimit();

  /**
   * Starts an episode.
   *
   * @param seed decides everything random until the next reset
   * @param observation receives the first observation
   */
  void reset(long seed, Observation observation);

  /**
   * Applies one action for one control period.
   *
   * @param action one number per channel, in channel units; replaced by the action that was really
   *     applied (after clipping or limits)
   * @param observation receives the observation after the step
   * @return reward and end flags
   */
  Step step(float[] action, Observation observation);

  /**
   * Whether the running or just ended episode has reached the task's goal, where that is defined.
   */
  default TaskSuccess success() {
    return TaskSuccess.UNDEFINED;
  }

  /**
   * Draws the present state for people to look at; empty where an environment cannot.
   *
   * @param height of the picture in pixels
   * @param width of the picture in pixels
   */
  default Optional<Picture> render(int height, int width) {
    return Optional.empty();
  }

  @Override
  void close();
}
