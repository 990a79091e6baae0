package io.warmstart.sim;

import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Turns a requested action into the applied one: clips it to the bounds of a task, in place. */
public final class ActionBounds {
  private final String task;
  private final List<Channel> channels;
  private final float[] low;
  private final float[] high;
  private final boolean[] choice;

  /**
   * The bounds of a task's action.
   *
   * @param task id, for messages
   * @param spec of the task
   */
  public ActionBounds(String task, EnvironmentSpec spec) {
    this.task = task;
    this.channels = channels(spec);
    this.low = new float[channels.size()];
    this.high = new float[channels.size()];
    this.choice = new boolean[channels.size()];
    int at = 0;
    for (ActionPart part : spec.actions()) {
      Arrays.fill(choice, at, at + part.width(), part instanceof ActionPart.Discrete);
      at += part.width();
    }
    for (int i = 0; i < low.length; i++) {
      low[i] = (float) channels.get(i).low();
      high[i] = (float) channels.get(i).high();
    }
  }

  /** One channel per number of an action row; that of a choice spans its indices. */
  private static List<Channel> channels(EnvironmentSpec spec) {
    List<Channel> channels = new ArrayList<>();
    for (ActionPart part : spec.actions()) {
      switch (part) {
        case ActionPart.Box box -> channels.addAll(box.channels());
        case ActionPart.Discrete discrete ->
            channels.add(new Channel(discrete.name(), "1", 0, discrete.choices().size() - 1));
      }
    }
    return channels;
  }

  /**
   * Clips each number to its channel; a choice must be one of its indices. Allocates nothing.
   *
   * @param action one number per channel, replaced by the applied one, [A]
   * @throws IllegalArgumentException if the width is wrong
   * @throws EnvironmentException if a number is not finite or not the index of a choice; the action
   *     is unchanged then
   */
  public void apply(float[] action) {
    if (action.length != low.length) {
      throw new IllegalArgumentException(
          task + ": action has " + action.length + " numbers, expected " + low.length);
    }
    for (int i = 0; i < low.length; i++) {
      if (!Float.isFinite(action[i]) || (choice[i] && !isIndex(action[i], high[i]))) {
        throw unusable(i, action[i]);
      }
    }
    for (int i = 0; i < low.length; i++) {
      action[i] = Math.clamp(action[i], low[i], high[i]);
    }
  }

  private static boolean isIndex(float value, float last) {
    return value == Math.rint(value) && value >= 0 && value <= last;
  }

  private EnvironmentException unusable(int channel, float value) {
    return new EnvironmentException(
        task
            + ": action channel \""
            + channels.get(channel).name()
            + "\" is "
            + value
            + (choice[channel] ? ", expected a whole number in [" : ", expected a number in [")
            + low[channel]
            + ", "
            + high[channel]
            + "]; the policy or controller that sent it has diverged");
  }
}
