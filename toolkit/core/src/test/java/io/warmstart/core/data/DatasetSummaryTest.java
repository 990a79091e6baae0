package io.warmstart.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.data.DatasetSummary.ChannelStatistics;
import io.warmstart.core.data.DatasetSummary.Distribution;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.EnvironmentSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatasetSummaryTest {
  private static final EnvironmentSpec SPEC = EnvironmentSpec.ofWidths(1, 1);

  /** Episodes of 1, 2 and 4 steps; step k of all has observation k, action -k and reward 2k. */
  private static DatasetSummary summary() {
    Observation observation = Observation.of(SPEC);
    try (DatasetBuilder builder =
        new DatasetBuilder(SPEC, List.of(new ExtraColumn("infos/cost", List.of())), 16)) {
      int step = 0;
      int[] lengths = {1, 2, 4};
      for (int episode = 0; episode < lengths.length; episode++) {
        for (int t = 0; t < lengths[episode]; t++) {
          observation.set(0, 0, step);
          builder.step(observation, new float[] {-step}, 2 * step);
          step++;
        }
        observation.set(0, 0, 1000);
        builder.end(TerminationCause.values()[episode], observation);
      }
      try (Dataset dataset = builder.build(Provenance.generated("test"))) {
        return DatasetSummary.of(dataset);
      }
    }
  }

  @Test
  void finalObservationsAreLeftOut() {
    // Mean and variance of 0..6: 3 and 4.
    assertThat(summary().observations())
        .containsExactly(new ChannelStatistics("observation0", 3, 2, 0, 6));
    assertThat(summary().actions()).containsExactly(new ChannelStatistics("action0", -3, 2, -6, 0));
  }

  @Test
  void returnsAndLengthsAreSummarisedPerEpisode() {
    // Returns: 0; 2 + 4 = 6; 6 + 8 + 10 + 12 = 36.
    assertThat(summary().returns()).isEqualTo(new Distribution(14, 0, 3, 6, 21, 36));
    assertThat(summary().lengths()).isEqualTo(new Distribution(7 / 3.0, 1, 1.5, 2, 3, 4));
  }

  @Test
  void endsAreCountedByCause() {
    DatasetSummary summary = summary();
    assertThat(summary.transitions()).isEqualTo(7);
    assertThat(List.of(summary.terminated(), summary.truncated(), summary.cut()))
        .containsExactly(1, 1, 1);
    assertThat(summary.columns()).extracting("name").contains("infos/cost", "rewards");
  }
}
