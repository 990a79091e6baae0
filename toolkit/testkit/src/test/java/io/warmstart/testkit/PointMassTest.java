package io.warmstart.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Environment;
import org.junit.jupiter.api.Test;

final class PointMassTest extends EnvironmentContract {
  @Override
  public Environment environment() {
    return new PointMass();
  }

  @Test
  void expertEpisodesAreBetterAndTimeLimitsKeepTheMask() {
    try (Dataset expert = PointMass.dataset(30, 1, 1);
        Dataset random = PointMass.dataset(30, 0, 1)) {
      assertThat(meanReturn(expert)).isGreaterThan(meanReturn(random) + 5);
      assertThat(expert.episodes())
          .allMatch(e -> e.cause() == TerminationCause.TRUNCATED && e.length() == 20);
      for (long t = 0; t < expert.transitions(); t++) {
        assertThat(expert.mask(t)).isEqualTo(1);
      }
    }
  }

  private static double meanReturn(Dataset dataset) {
    return dataset.episodes().stream().mapToDouble(dataset::episodeReturn).average().orElseThrow();
  }
}
