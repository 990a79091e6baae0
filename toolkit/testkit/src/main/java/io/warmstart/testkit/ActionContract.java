package io.warmstart.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an environment accepts, and what it says that it did. */
interface ActionContract {
  /** A new environment under test. */
  Environment environment();

  @Test
  default void actionsOutsideTheBoundsActLikeTheClippedOnesThatAreReported() {
    try (Environment wide = environment();
        Environment exact = environment()) {
      EnvironmentSpec spec = wide.spec();
      for (float asked : new float[] {-1e6f, 1e6f}) {
        Observation one = Observation.of(spec);
        Observation other = Observation.of(spec);
        wide.reset(3, one);
        exact.reset(3, other);
        float[] requested = new float[spec.actionWidth()];
        float[] clipped = new float[spec.actionWidth()];
        beyond(spec, asked, requested, clipped);
        wide.step(requested, one);
        exact.step(clipped, other);
        assertThat(requested).as("applied action").containsExactly(clipped);
        assertThat(EpisodeTrace.text(one)).isEqualTo(EpisodeTrace.text(other));
        requireWithin(spec, requested);
      }
    }
  }

  /** Box channels at {@code asked}, clipped ones at their bound; discrete parts at choice 0. */
  private static void beyond(
      EnvironmentSpec spec, float asked, float[] requested, float[] clipped) {
    int at = 0;
    for (ActionPart part : spec.actions()) {
      switch (part) {
        case ActionPart.Box box -> {
          for (Channel channel : box.channels()) {
            requested[at] = asked;
            clipped[at++] = (float) Math.clamp((double) asked, channel.low(), channel.high());
          }
        }
        case ActionPart.Discrete ignored -> at++;
      }
    }
  }

  private static void requireWithin(EnvironmentSpec spec, float[] applied) {
    int at = 0;
    for (ActionPart part : spec.actions()) {
      switch (part) {
        case ActionPart.Box box -> {
          for (Channel channel : box.channels()) {
            assertThat(applied[at++])
                .as("channel %s", channel.name())
                .isBetween((float) channel.low(), (float) channel.high());
          }
        }
        case ActionPart.Discrete discrete ->
            assertThat(applied[at++])
                .as("choice of %s", discrete.name())
                .isIn(
                    IntStream.range(0, discrete.choices().size())
                        .mapToObj(i -> (float) i)
                        .toList());
      }
    }
  }

  @Test
  default void actionThatIsNotFiniteIsRefusedByNameAndNothingMoves() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      try (Environment environment = environment();
          Environment untouched = environment()) {
        EnvironmentSpec spec = environment.spec();
        Observation observation = Observation.of(spec);
        Observation expected = Observation.of(spec);
        environment.reset(5, observation);
        untouched.reset(5, expected);
        float[] action = new float[spec.actionWidth()];
        EpisodeTrace.rest(spec, action);
        action[action.length - 1] = bad;
        assertThatExceptionOfType(EnvironmentException.class)
            .isThrownBy(() -> environment.step(action, observation))
            .withMessageContaining(lastAction(spec))
            .withMessageContaining("is " + bad);
        EpisodeTrace.rest(spec, action);
        environment.step(action, observation);
        untouched.step(action, expected);
        assertThat(EpisodeTrace.text(observation)).isEqualTo(EpisodeTrace.text(expected));
      }
    }
  }

  private static String lastAction(EnvironmentSpec spec) {
    return switch (spec.actions().getLast()) {
      case ActionPart.Box box -> box.channels().getLast().name();
      case ActionPart.Discrete discrete -> discrete.name();
    };
  }

  @Test
  default void actionOfAnotherWidthIsRefused() {
    try (Environment environment = environment()) {
      Observation observation = Observation.of(environment.spec());
      environment.reset(0, observation);
      int width = environment.spec().actionWidth();
      for (int wrong : new int[] {width - 1, width + 1}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> environment.step(new float[wrong], observation))
            .withMessageContaining(wrong + " numbers, expected " + width);
      }
    }
  }

  @Test
  default void everyChoiceOfADiscretePartIsAppliedAndNoOtherNumber() {
    try (Environment environment = environment()) {
      EnvironmentSpec spec = environment.spec();
      List<Integer> columns = discreteColumns(spec);
      Observation observation = Observation.of(spec);
      float[] action = new float[spec.actionWidth()];
      for (int part = 0, d = 0; part < spec.actions().size(); part++) {
        if (spec.actions().get(part) instanceof ActionPart.Discrete discrete) {
          int column = columns.get(d++);
          for (int choice = 0; choice < discrete.choices().size(); choice++) {
            environment.reset(choice, observation);
            EpisodeTrace.rest(spec, action);
            action[column] = choice;
            environment.step(action, observation);
            assertThat(action[column]).isEqualTo(choice);
          }
          for (float wrong : new float[] {-1, 0.5f, discrete.choices().size()}) {
            environment.reset(1, observation);
            EpisodeTrace.rest(spec, action);
            action[column] = wrong;
            assertThatExceptionOfType(EnvironmentException.class)
                .isThrownBy(() -> environment.step(action, observation))
                .withMessageContaining(discrete.name());
          }
        }
      }
    }
  }

  private static List<Integer> discreteColumns(EnvironmentSpec spec) {
    List<Integer> columns = new ArrayList<>();
    int at = 0;
    for (ActionPart part : spec.actions()) {
      if (part instanceof ActionPart.Discrete) {
        columns.add(at);
      }
      at += part.width();
    }
    return columns;
  }
}
