package io.warmstart.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class WassersteinTest {
  @Test
  void equalSizesPairSortedSamples() {
    // Sorted pairs (0, 5), (1, 6), (3, 8): mean distance 5.
    double distance = Wasserstein.between(new double[] {0, 1, 3}, new double[] {5, 6, 8});
    assertThat(distance).isCloseTo(5, within(1e-12));
    // Sorted pairs (-1, 0), (2, 1).
    assertThat(Wasserstein.between(new double[] {2, -1}, new double[] {1, 0}))
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void unequalSizesMoveShares() {
    double[] half = {0, 1};
    double[] thirds = {0, 1, 3};
    // F - G is 1/2 - 1/3 on [0, 1] and 1 - 2/3 on [1, 3].
    assertThat(Wasserstein.between(half, thirds)).isCloseTo(1 / 6.0 + 2 / 3.0, within(1e-12));
    assertThat(Wasserstein.between(thirds, half)).isCloseTo(1 / 6.0 + 2 / 3.0, within(1e-12));
  }

  @Test
  void itIsZeroForTheSameSampleTwiceOver() {
    assertThat(Wasserstein.between(new double[] {1, 2}, new double[] {2, 1, 1, 2}))
        .isCloseTo(0, within(1e-12));
  }

  @Test
  void emptyAndUndefinedSamplesAreRefused() {
    double[] fine = {1};
    assertThatThrownBy(() -> Wasserstein.between(fine, new double[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Wasserstein.between(new double[] {Double.NaN, 1}, fine))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
