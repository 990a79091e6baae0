package io.warmstart.offline.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.network.GaussianActor;
import io.warmstart.testkit.LearnerContract;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class BcTest {
  private static final GaussianActor.Range RANGE = new GaussianActor.Range(-5, 2);

  static Bc.Config small(Bc.Variant variant) {
    return new Bc.Config(variant, 1e-3, 16, List.of(12, 12), RANGE);
  }

  @Nested
  final class Deterministic extends LearnerContract {
    @Override
    protected LearnerConfig config() {
      return small(Bc.Variant.DETERMINISTIC);
    }
  }

  @Nested
  final class Gaussian extends LearnerContract {
    @Override
    protected LearnerConfig config() {
      return small(Bc.Variant.GAUSSIAN);
    }
  }

  @Test
  void settingsOutsideTheirRangesAreRefused() {
    List<Integer> hidden = List.of(8);
    assertThatThrownBy(() -> new Bc.Config(Bc.Variant.GAUSSIAN, 0, 16, hidden, RANGE))
        .hasMessageContaining("learningRate = 0.0");
    assertThatThrownBy(() -> new Bc.Config(Bc.Variant.GAUSSIAN, 1e-3, 0, hidden, RANGE))
        .hasMessageContaining("batchSize = 0");
    assertThatThrownBy(() -> new Bc.Config(Bc.Variant.GAUSSIAN, 1e-3, 16, List.of(), RANGE))
        .hasMessageContaining("hidden = []");
    assertThat(new Bc.Config().learningRate()).isEqualTo(3e-4);
  }
}
