package io.warmstart.sim.process;

import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a requested action into the applied one, in place: box channels are clipped, a choice must
 * be one of those there are.
 */
final class AppliedAction {
  private final String task;
  private final List<String> names = new ArrayList<>();
  private final float[] low;
  private final float[] high;
  private final boolean[] choice;

  AppliedAction(String task, EnvironmentSpec spec) {
    this.task = task;
    int width = spec.actionWidth();
    this.low = new float[width];
    this.high = new float[width];
    this.choice = new boolean[width];
    for (ActionPart part : spec.actions()) {
      switch (part) {
        case ActionPart.Box box -> box.channels().forEach(this::add);
        case ActionPart.Discrete discrete -> {
          choice[names.size()] = true;
          add(new Channel(discrete.name(), "1", 0, discrete.choices().size() - 1));
        }
      }
    }
  }

  private void add(Channel channel) {
    low[names.size()] = (float) channel.low();
    high[names.size()] = (float) channel.high();
    names.add(channel.name());
  }

  /**
   * Replaces an action by the applied one; allocates nothing.
   *
   * @throws IllegalArgumentException if the width is wrong
   * @throws EnvironmentException if a number is not finite or not a choice; the action is unchanged
   *     then
   */
  void apply(float[] action) {
    if (action.length != low.length) {
      throw new IllegalArgumentException(
          task + ": action has " + action.length + " numbers, expected " + low.length);
    }
    for (int i = 0; i < low.length; i++) {
      boolean wrong = choice[i] ? !isChoice(i, action[i]) : !Float.isFinite(action[i]);
      if (wrong) {
        throw refusal(i, action[i]);
      }
    }
    for (int i = 0; i < low.length; i++) {
      action[i] = Math.clamp(action[i], low[i], high[i]);
    }
  }

  private boolean isChoice(int i, float value) {
    return value >= low[i] && value <= high[i] && value == Math.rint(value);
  }

  private EnvironmentException refusal(int i, float value) {
    return new EnvironmentException(
        task
            + ": action channel \""
            + names.get(i)
            + "\" is "
            + value
            + ", expected a "
            + (choice[i] ? "whole number" : "number")
            + " in ["
            + low[i]
            + ", "
            + high[i]
            + "]; the policy or controller that sent it has diverged");
  }
}
