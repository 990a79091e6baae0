package io.warmstart.core.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetBuilder;
import io.warmstart.core.data.Provenance;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.EnvironmentSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RewardTransformTest {
  @Test
  void calQlMapsAntmazeRewards() {
    RewardTransform calQl = new RewardTransform(10, -5);
    assertThat(calQl.apply(0)).isEqualTo(-5);
    assertThat(calQl.apply(1)).isEqualTo(5);
    assertThat(RewardTransform.NONE.apply(0.25)).isEqualTo(0.25);
  }

  @Test
  void returnRangeSpansAThousand() {
    try (Dataset dataset = episodes(2, 12)) {
      assertThat(RewardTransform.ofReturnRange(dataset)).isEqualTo(new RewardTransform(100, 0));
    }
    try (Dataset flat = episodes(3, 3)) {
      assertThatThrownBy(() -> RewardTransform.ofReturnRange(flat))
          .hasMessageContaining("all episodes return 3.0");
    }
  }

  @Test
  void uselessTransformsAreRefused() {
    assertThatThrownBy(() -> new RewardTransform(0, 1)).hasMessageContaining("not 0");
    assertThatThrownBy(() -> new RewardTransform(1, Double.NaN)).hasMessageContaining("shift");
    assertThatThrownBy(() -> new Reward(Float.NaN, "human", "", Reward.Status.RESOLVED))
        .hasMessageContaining("human");
  }

  private static Dataset episodes(int... lengths) {
    EnvironmentSpec spec = EnvironmentSpec.ofWidths(1, 1);
    DatasetBuilder builder = new DatasetBuilder(spec, List.of(), 16);
    for (int length : lengths) {
      for (int t = 0; t < length; t++) {
        builder.step(Observation.of(spec), new float[1], 1);
      }
      builder.end(TerminationCause.TRUNCATED, Observation.of(spec));
    }
    return builder.build(Provenance.generated("returns"));
  }
}
