package io.warmstart.testkit;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Step;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.DType;
import io.warmstart.engine.Philox;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Every byte that an episode under seeded random actions gave: all parts of all observations,
 * images and privileged parts included, rewards and end flags. Two traces of the same episode have
 * equal {@link #rows()}.
 */
public final class EpisodeTrace {
  private static final int SHOWN = 64;

  private final List<String> rows = new ArrayList<>();
  private final List<String> observations = new ArrayList<>();
  private boolean ended;

  private EpisodeTrace() {}

  /**
   * Resets and steps an environment.
   *
   * @param seed of the reset
   * @param actionSeed of the actions
   * @param steps at most; fewer where the episode ends
   */
  public static EpisodeTrace of(Environment environment, long seed, long actionSeed, int steps) {
    EpisodeTrace trace = new EpisodeTrace();
    Observation observation = Observation.of(environment.spec());
    environment.reset(seed, observation);
    trace.note(observation, "");
    float[] action = new float[environment.spec().actionWidth()];
    for (int t = 0; t < steps && !trace.ended; t++) {
      draw(environment.spec(), Philox.of(actionSeed, "actions"), t, action);
      Step step = environment.step(action, observation);
      trace.note(observation, step + " " + Arrays.toString(action) + " " + environment.success());
      trace.ended = step.terminated() || step.truncated();
    }
    return trace;
  }

  /**
   * Draws one action: uniform within the bounds of each channel, any choice of a discrete part.
   *
   * @param step counter of the draw
   * @param action receives it, [A]
   */
  public static void draw(EnvironmentSpec spec, Philox random, long step, float[] action) {
    int at = 0;
    for (ActionPart part : spec.actions()) {
      switch (part) {
        case ActionPart.Box box -> {
          for (Channel channel : box.channels()) {
            double span = channel.high() - channel.low();
            action[at] = (float) (channel.low() + span * random.uniform(step, at));
            at++;
          }
        }
        case ActionPart.Discrete discrete -> {
          action[at] = random.integer(step, at, discrete.choices().size());
          at++;
        }
      }
    }
  }

  /**
   * An action that does as little as the bounds allow: each channel as near to 0 as it can be, the
   * first choice of a discrete part.
   *
   * @param action receives it, [A]
   */
  public static void rest(EnvironmentSpec spec, float[] action) {
    int at = 0;
    for (ActionPart part : spec.actions()) {
      switch (part) {
        case ActionPart.Box box -> {
          for (Channel channel : box.channels()) {
            action[at++] = (float) Math.clamp(0.0, channel.low(), channel.high());
          }
        }
        case ActionPart.Discrete ignored -> action[at++] = 0;
      }
    }
  }

  /**
   * The numbers of all parts as text; a hash stands for parts of more than 64 elements. Different
   * bits give different text, but for one chance in 2^32.
   */
  public static String text(Observation observation) {
    StringBuilder text = new StringBuilder();
    for (int p = 0; p < observation.spec().observations().size(); p++) {
      ObservationPart part = observation.spec().observations().get(p);
      MemorySegment data = observation.part(p);
      boolean legible = part.type() == DType.F32 && part.elements() <= SHOWN;
      text.append(' ')
          .append(part.name())
          .append(' ')
          .append(
              legible
                  ? Arrays.toString(data.toArray(ValueLayout.JAVA_FLOAT))
                  : "hash " + Arrays.hashCode(data.toArray(ValueLayout.JAVA_BYTE)));
    }
    return text.toString();
  }

  /** Whether all bytes are the same. */
  static boolean isUniform(byte[] bytes) {
    for (byte each : bytes) {
      if (each != bytes[0]) {
        return false;
      }
    }
    return true;
  }

  private void note(Observation observation, String outcome) {
    String seen = text(observation);
    rows.add(outcome + seen);
    observations.add(seen);
  }

  /** One line per observation, beginning with that of the reset. */
  public List<String> rows() {
    return List.copyOf(rows);
  }

  /** One line per observation without rewards, actions and flags. */
  public List<String> observations() {
    return List.copyOf(observations);
  }

  /** Whether the environment ended the episode. */
  public boolean ended() {
    return ended;
  }
}
