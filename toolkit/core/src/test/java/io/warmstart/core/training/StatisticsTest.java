package io.warmstart.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.training.Statistics.Estimate;
import io.warmstart.engine.Philox;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class StatisticsTest {
  @Test
  void interquartileMeanLeavesOutTheOuterQuarters() {
    assertThat(Statistics.interquartileMean(100, 1, 2, 3, 4, 5, 6, -100)).isEqualTo(3.5);
    // scipy.stats.trim_mean([0, 1, 2, 3, 10], 0.25) = 2.0
    assertThat(Statistics.interquartileMean(10, 0, 1, 2, 3)).isEqualTo(2);
    assertThat(Statistics.interquartileMean(4)).isEqualTo(4);
    assertThatThrownBy(Statistics::interquartileMean).hasMessageContaining("at least one value");
  }

  @Test
  void wilsonIntervalHasPublishedValues() {
    // statsmodels proportion_confint(13, 20, method="wilson").
    Estimate estimate = Statistics.wilson(13, 20);
    assertThat(estimate.value()).isEqualTo(0.65);
    assertThat(estimate.low()).isCloseTo(0.432854, within(1e-6));
    assertThat(estimate.high()).isCloseTo(0.818808, within(1e-6));
    assertThat(Statistics.wilson(0, 10).low()).isZero();
    assertThat(Statistics.wilson(0, 10).high()).isCloseTo(0.277533, within(1e-6));
    assertThat(Statistics.wilson(10, 10).high()).isCloseTo(1, within(1e-12));
    assertThatThrownBy(() -> Statistics.wilson(3, 2)).hasMessageContaining("3 successes of 2");
  }

  @Test
  void bootstrapRepeatsUnderItsSeed() {
    double[][] scores = normals(5, 20, 0, 1);
    assertThat(Statistics.interquartileMean(scores, 500, 1))
        .isEqualTo(Statistics.interquartileMean(scores, 500, 1))
        .isNotEqualTo(Statistics.interquartileMean(scores, 500, 2));
  }

  @Test
  void seedsAreAveragedBeforeTheOuterQuartersAreLeftOut() {
    double[][] scores = {{0, 100}, {0, 104}, {0, 108}, {0, 112}, {0, 1000}};
    Estimate estimate = Statistics.interquartileMeanOfSeeds(scores, 500, 1);
    assertThat(estimate.value()).isEqualTo(54);
    assertThat(estimate.low()).isLessThan(54);
    assertThat(estimate.high()).isGreaterThan(54);
  }

  @Test
  void bootstrapWidthFollowsTheSpreadOfSeedsNotOfEpisodes() {
    // Episodes of a seed are equal: only seeds carry information, however many episodes there are.
    double[][] few = {{0, 0}, {1, 1}, {2, 2}, {3, 3}, {4, 4}};
    double[][] many = new double[5][200];
    for (int seed = 0; seed < 5; seed++) {
      Arrays.fill(many[seed], seed);
    }
    Estimate narrow = Statistics.bootstrap(few, Statistics::mean, 4000, 1);
    Estimate wide = Statistics.bootstrap(many, Statistics::mean, 4000, 1);
    assertThat(wide.high() - wide.low()).isCloseTo(narrow.high() - narrow.low(), within(0.2));
    // Standard error of the mean of 5 values with population deviation sqrt(2).
    assertThat(wide.high() - wide.low()).isCloseTo(2 * 1.96 * Math.sqrt(2.0 / 5), within(0.3));
  }

  @Test
  void bootstrapCoversTheTruthAboutAsOftenAsItSays() {
    int covered = 0;
    for (int trial = 0; trial < 200; trial++) {
      Estimate estimate =
          Statistics.bootstrap(normals(20, 5, trial, 1), Statistics::mean, 200, trial);
      covered += estimate.low() <= 0 && 0 <= estimate.high() ? 1 : 0;
    }
    assertThat(covered).isBetween(170, 200);
  }

  @Test
  void betterMeansIntervalsDoNotOverlap() {
    assertThat(new Estimate(2, 1.5, 3).above(new Estimate(1, 0, 1.4))).isTrue();
    assertThat(new Estimate(2, 1.3, 3).above(new Estimate(1, 0, 1.4))).isFalse();
  }

  private static double[][] normals(int seeds, int episodes, long trial, double deviation) {
    Philox random = Philox.of(trial, "normals");
    double[][] values = new double[seeds][episodes];
    for (int s = 0; s < seeds; s++) {
      for (int e = 0; e < episodes; e++) {
        values[s][e] = deviation * random.normal(s, e);
      }
    }
    return values;
  }
}
