package io.warmstart.core.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixtureTest {
  @ParameterizedTest
  @ValueSource(ints = {20, 50, 100, 1000})
  void sharesAreMetToWithinTwoEpisodes(int episodes) {
    Mixture mixture = new Mixture(0.35, 0.15, 0.5);
    int[] counts = new int[3];
    for (int n = 0; n < episodes; n++) {
      counts[mixture.behaviour(n).ordinal()]++;
    }
    assertThat((double) counts[0]).isCloseTo(0.35 * episodes, within(2.0));
    assertThat((double) counts[1]).isCloseTo(0.15 * episodes, within(2.0));
    assertThat((double) counts[2]).isCloseTo(0.5 * episodes, within(2.0));
  }

  @Test
  void textReadsBack() {
    Mixture mixture = new Mixture(0.35, 0.15, 0.5);
    assertThat(Mixture.parse(mixture.toString())).isEqualTo(mixture);
    assertThat(Mixture.parse("random=1")).isEqualTo(new Mixture(0, 1, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "goal", "goal=x", "speed=1", "goal=0.5", "goal=1.5,random=-0.5"})
  void otherTextIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mixture.parse(text))
        .withMessageContaining("mixture");
  }

  @Test
  void mixtureAndRandomFractionDoNotGoTogether() {
    Mixture mixture = new Mixture(1, 0, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CollectionOptions(10, 0, 0.5, 1, Optional.of(mixture)))
        .withMessageContaining("random share");
  }
}
