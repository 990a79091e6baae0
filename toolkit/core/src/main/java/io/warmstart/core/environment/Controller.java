package io.warmstart.core.environment;

/**
 * A scripted behaviour that drives one environment. It may look at the environment's true state
 * instead of the observation, as scripts that record data do. One thread, that of the environment.
 *
 * <pre>{@code
 * environment.reset(seed, observation);
 * controller.begin(seed);
 * controller.act(observation, action);
 * environment.step(action, observation);
 * }</pre>
 */
public interface Controller {
  /**
   * Starts an episode; call after the environment's reset.
   *
   * @param seed of the script's own draws
   */
  void begin(long seed);

  /**
   * Chooses an action.
   *
   * @param observation of the present state, not modified
   * @param action receives one number per channel, in channel units, within the bounds, [A]
   */
  void act(Observation observation, float[] action);
}
