package io.warmstart.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetBuilder;
import io.warmstart.core.data.Provenance;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.learner.ObservationStatistics;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ObservationStatisticsTest {
  @Test
  void coverTransitionsAndLeaveOutFinalObservations() {
    DatasetBuilder builder = new DatasetBuilder(PointMass.SPEC, List.of(), 8);
    Observation observation = Observation.of(PointMass.SPEC);
    for (float x : new float[] {1, 2, 6}) {
      observation.set(0, 0, x);
      observation.set(0, 1, 5);
      builder.step(observation, new float[2], 0);
    }
    observation.set(0, 0, 1000);
    builder.end(TerminationCause.TRUNCATED, observation);
    try (Dataset dataset = builder.build(Provenance.generated("statistics"))) {
      ObservationStatistics statistics = ObservationStatistics.of(dataset);
      assertThat(statistics.mean()).containsExactly(3, 5);
      assertThat(statistics.deviation()[0]).isCloseTo(Math.sqrt(14.0 / 3), within(1e-12));
      assertThat(statistics.deviation()[1]).isZero();
    }
  }
}
