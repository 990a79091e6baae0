package io.warmstart.core.learner;

import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The affine map between channel units and [-1, 1], per channel; choices of discrete parts pass
 * unchanged.
 */
final class ActionScaling {
  private final int width;
  private final boolean identity;
  private final float[] toUnitScale;
  private final float[] toUnitShift;
  private final double[] middle;
  private final double[] half;
  private final float[] low;
  private final float[] high;

  ActionScaling(EnvironmentSpec spec) {
    width = spec.actionWidth();
    toUnitScale = new float[width];
    toUnitShift = new float[width];
    middle = new double[width];
    half = new double[width];
    low = new float[width];
    high = new float[width];
    int at = 0;
    for (ActionPart part : spec.actions()) {
      switch (part) {
        case ActionPart.Box box -> {
          for (Channel channel : box.channels()) {
            set(at++, channel.low(), channel.high());
          }
        }
        case ActionPart.Discrete discrete -> {
          set(at, -1, 1);
          high[at] = discrete.choices().size() - 1;
          low[at++] = 0;
        }
      }
    }
    boolean same = true;
    for (int i = 0; i < width; i++) {
      same &= toUnitScale[i] == 1 && toUnitShift[i] == 0;
    }
    identity = same;
  }

  private void set(int i, double least, double most) {
    middle[i] = 0.5 * (least + most);
    half[i] = 0.5 * (most - least);
    toUnitScale[i] = (float) (1 / half[i]);
    toUnitShift[i] = (float) (-middle[i] / half[i]);
    low[i] = inside(least, Math.nextUp((float) least));
    high[i] = inside(most, Math.nextDown((float) most));
  }

  /** The float nearest to a bound that does not lie outside it. */
  private static float inside(double bound, float inner) {
    float nearest = (float) bound;
    boolean outside = inner > nearest ? nearest < bound : nearest > bound;
    return outside ? inner : nearest;
  }

  /**
   * Channel units to [-1, 1].
   *
   * @param actions [B, A]
   * @return [B, A]
   */
  Tensor toUnit(Tensor actions) {
    if (identity) {
      return actions;
    }
    Tensor scale = actions.graph().constant(toUnitScale, 1, width);
    Tensor shift = actions.graph().constant(toUnitShift, 1, width);
    return actions.times(scale).plus(shift);
  }

  /**
   * [-1, 1] to channel units, clipped to each channel's bounds.
   *
   * @param unit floats [A]
   * @param action receives [A]
   */
  void toChannels(MemorySegment unit, float[] action) {
    for (int i = 0; i < width; i++) {
      double value = middle[i] + half[i] * unit.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      action[i] = Math.clamp((float) value, low[i], high[i]);
    }
  }

  /** Factor of unit actions, [A]. */
  float[] scale() {
    return floats(half);
  }

  /** Added after it, [A]. */
  float[] shift() {
    return floats(middle);
  }

  /** Smallest command, [A]. */
  float[] low() {
    return low.clone();
  }

  /** Largest command, [A]. */
  float[] high() {
    return high.clone();
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  @Override
  public String toString() {
    return "low " + Arrays.toString(low) + ", high " + Arrays.toString(high);
  }
}
