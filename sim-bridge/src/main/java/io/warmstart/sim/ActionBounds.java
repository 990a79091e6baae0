package io.warmstart.sim;

import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import java.util.List;

/** Turns a requested action into the applied one: clips it to the bounds of a task, in place. */
public final class ActionBounds {
  private final String task;
  private final List<Channel> channels;
  private final float[] low;
  private final float[] high;

  /**
   * The bounds of a task whose action has Box parts only.
   *
   * @param task id, for messages
   * @param spec of the task
   */
  public ActionBounds(String task, EnvironmentSpec spec) {
    this.task = task;
    this.channels = spec.boxChannels();
    this.low = new float[channels.size()];
    this.high = new float[channels.size()];
    for (int i = 0; i < low.length; i++) {
      low[i] = (float) channels.get(i).low();
      high[i] = (float) channels.get(i).high();
    }
  }

  /**
   * Clips each number to its channel; allocates nothing.
   *
   * @param action one number per channel, replaced by the applied one, [A]
   * @throws IllegalArgumentException if the width is wrong
   * @throws EnvironmentException if a number is not finite; the action is unchanged then
   */
  public void apply(float[] action) {
    if (action.length != low.length) {
      throw new IllegalArgumentException(
          task + ": action has " + action.length + " numbers, expected " + low.length);
    }
    for (int i = 0; i < low.length; i++) {
      if (!Float.isFinite(action[i])) {
        throw notFinite(i, action[i]);
      }
    }
    for (int i = 0; i < low.length; i++) {
      action[i] = Math.clamp(action[i], low[i], high[i]);
    }
  }

  private EnvironmentException notFinite(int channel, float value) {
    return new EnvironmentException(
        task
            + ": action channel \""
            + channels.get(channel).name()
            + "\" is "
            + value
            + ", expected a number in ["
            + low[channel]
            + ", "
            + high[channel]
            + "]; the policy or controller that sent it has diverged");
  }
}
