package io.warmstart.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Step;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.core.space.SpecMismatchException;
import io.warmstart.engine.DType;
import io.warmstart.engine.Philox;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an environment writes into the buffers it is given. */
interface ObservationContract {
  /** A new environment under test. */
  Environment environment();

  @Test
  default void everyByteOfEveryPartIsWritten() {
    try (Environment environment = environment()) {
      Observation first = Observation.of(environment.spec());
      Observation second = Observation.of(environment.spec());
      float[] action = new float[environment.spec().actionWidth()];
      for (int t = 0; t < 2; t++) {
        fill(first, 0x2A);
        fill(second, 0x55);
        for (Observation into : List.of(first, second)) {
          environment.reset(4, t == 0 ? into : Observation.of(environment.spec()));
          if (t == 1) {
            EpisodeTrace.rest(environment.spec(), action);
            environment.step(action, into);
          }
        }
        assertThat(EpisodeTrace.text(first))
            .as(t == 0 ? "after reset" : "after step")
            .isEqualTo(EpisodeTrace.text(second));
      }
    }
  }

  private static void fill(Observation observation, int value) {
    for (int p = 0; p < observation.spec().observations().size(); p++) {
      observation.part(p).fill((byte) value);
    }
  }

  @Test
  default void aStepWritesOnlyIntoTheBufferItIsGiven() {
    try (Environment environment = environment()) {
      Observation first = Observation.of(environment.spec());
      Observation second = Observation.of(environment.spec());
      float[] action = new float[environment.spec().actionWidth()];
      environment.reset(4, first);
      String before = EpisodeTrace.text(first);
      EpisodeTrace.draw(environment.spec(), Philox.of(1, "actions"), 0, action);
      environment.step(action, second);
      assertThat(EpisodeTrace.text(first)).isEqualTo(before);
    }
  }

  @Test
  default void numbersAreFiniteAndWithinTheirChannels() {
    try (Environment environment = environment()) {
      Philox random = Philox.of(11, "actions");
      Observation observation = Observation.of(environment.spec());
      float[] action = new float[environment.spec().actionWidth()];
      environment.reset(11, observation);
      requireWithin(observation);
      boolean ended = false;
      for (int t = 0; t < Math.min(300, environment.stepLimit()) && !ended; t++) {
        // Held actions carry further than ones that change at each step.
        EpisodeTrace.draw(environment.spec(), random, t / 8, action);
        Step step = environment.step(action, observation);
        requireWithin(observation);
        assertThat(step.reward()).as("reward").isFinite();
        ended = step.terminated() || step.truncated();
      }
    }
  }

  private static void requireWithin(Observation observation) {
    for (int p = 0; p < observation.spec().observations().size(); p++) {
      ObservationPart part = observation.spec().observations().get(p);
      for (int i = 0; part.type() == DType.F32 && i < part.elements(); i++) {
        double value = observation.get(p, i);
        assertThat(value).as("%s[%d]", part.name(), i).isFinite();
        if (i < part.channels().size()) {
          Channel channel = part.channels().get(i);
          assertThat(value)
              .as("channel %s", channel.name())
              .isGreaterThanOrEqualTo((float) channel.low())
              .isLessThanOrEqualTo((float) channel.high());
        }
      }
    }
  }

  @Test
  default void imagesShowSomethingThatDependsOnTheState() {
    try (Environment environment = environment()) {
      List<ObservationPart> parts = environment.spec().observations();
      int[] images =
          IntStream.range(0, parts.size()).filter(p -> parts.get(p).type() == DType.U8).toArray();
      for (int p : images) {
        Set<Integer> pictures = new HashSet<>();
        Observation observation = Observation.of(environment.spec());
        for (int seed = 0; seed < 8; seed++) {
          environment.reset(seed, observation);
          byte[] bytes = observation.part(p).toArray(ValueLayout.JAVA_BYTE);
          assertThat(EpisodeTrace.isUniform(bytes))
              .as("%s is uniform", parts.get(p).name())
              .isFalse();
          pictures.add(Arrays.hashCode(bytes));
        }
        assertThat(pictures).as("%s of eight resets", parts.get(p).name()).hasSizeGreaterThan(1);
      }
    }
  }

  @Test
  default void aBufferOfAnotherSpecIsRefused() {
    try (Environment environment = environment()) {
      EnvironmentSpec spec = environment.spec();
      Observation wrong =
          Observation.of(EnvironmentSpec.ofWidths(spec.observationWidth() + 7, spec.actionWidth()));
      assertThatExceptionOfType(SpecMismatchException.class)
          .isThrownBy(() -> environment.reset(0, wrong));
    }
  }
}
