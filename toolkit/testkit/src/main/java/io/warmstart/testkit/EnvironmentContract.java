package io.warmstart.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Step;
import io.warmstart.core.space.Channel;
import io.warmstart.engine.Philox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every environment promises. */
public abstract class EnvironmentContract {
  /** A new environment under test. */
  protected abstract Environment environment();

  @Test
  void equalSeedsAndActionsGiveEqualBits() {
    try (Environment first = environment();
        Environment second = environment()) {
      // An episode before must leave no trace.
      episode(second, 99, 1);
      assertThat(episode(second, 5, 2)).isEqualTo(episode(first, 5, 2));
    }
  }

  @Test
  void anotherSeedOrOtherActionsChangeTheEpisode() {
    try (Environment environment = environment()) {
      List<Float> base = episode(environment, 5, 2);
      assertThat(episode(environment, 5, 3)).isNotEqualTo(base);
    }
  }

  @Test
  void specMatchesWhatItWritesAndStepLimitIsPositive() {
    try (Environment environment = environment()) {
      assertThat(environment.stepLimit()).isPositive();
      assertThat(environment.spec().actionWidth()).isPositive();
      assertThat(episode(environment, 1, 1)).allMatch(Float::isFinite);
    }
  }

  @Test
  void actionsOutsideTheBoundsAreReportedAsApplied() {
    try (Environment environment = environment()) {
      Observation observation = Observation.of(environment.spec());
      List<Channel> channels = environment.spec().boxChannels();
      for (float asked : new float[] {-1e6f, 1e6f}) {
        environment.reset(3, observation);
        float[] action = new float[environment.spec().actionWidth()];
        Arrays.fill(action, asked);
        environment.step(action, observation);
        for (int i = 0; i < channels.size(); i++) {
          assertThat((double) action[i])
              .as("channel %s", channels.get(i).name())
              .isBetween(channels.get(i).low() - 1e-6, channels.get(i).high() + 1e-6);
        }
      }
    }
  }

  @Test
  void closingTwiceIsHarmless() {
    Environment environment = environment();
    environment.close();
    environment.close();
  }

  /** Every number of an episode under random actions. */
  private static List<Float> episode(Environment environment, long seed, long actionSeed) {
    Observation observation = Observation.of(environment.spec());
    Philox random = Philox.of(actionSeed, "actions");
    List<Channel> channels = environment.spec().boxChannels();
    List<Float> numbers = new ArrayList<>();
    environment.reset(seed, observation);
    note(observation, numbers);
    float[] action = new float[environment.spec().actionWidth()];
    for (int t = 0; t < Math.min(50, environment.stepLimit()); t++) {
      for (int i = 0; i < channels.size(); i++) {
        Channel channel = channels.get(i);
        double span = channel.high() - channel.low();
        action[i] = (float) (channel.low() + span * random.uniform(t, i));
      }
      Step step = environment.step(action, observation);
      numbers.add(step.reward());
      note(observation, numbers);
      if (step.terminated() || step.truncated()) {
        break;
      }
    }
    return numbers;
  }

  private static void note(Observation observation, List<Float> numbers) {
    for (int p = 0; p < observation.spec().observations().size(); p++) {
      if (observation.spec().observations().get(p).isVector()) {
        for (int i = 0; i < observation.spec().observations().get(p).elements(); i++) {
          numbers.add(observation.get(p, i));
        }
      }
    }
  }
}
