package io.warmstart.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.SpecMismatchException;
import io.warmstart.engine.Philox;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SamplersTest {
  private final Philox random = Philox.of(5, "samplers");

  @Test
  void unionDrawsEachTransitionAlikeWhateverItsSource() {
    try (Dataset small = Rows.dataset(1, 10);
        ReplayBuffer replay = new ReplayBuffer(Rows.SPEC, 100)) {
      replay.begin(Rows.observation(7, 0));
      for (int t = 0; t < 30; t++) {
        replay.append(new float[] {0}, 0, false, Rows.observation(7, t + 1));
      }
      UnionSampler union = new UnionSampler(List.of(small, replay));
      assertThat(union.transitions()).isEqualTo(40);
      assertThat(fromReplay(union, 4000)).isBetween(2900L, 3100L);
    }
  }

  @Test
  void mixtureHoldsItsShareInEveryBlock() {
    try (Dataset small = Rows.dataset(1, 10);
        ReplayBuffer replay = new ReplayBuffer(Rows.SPEC, 100)) {
      replay.begin(Rows.observation(7, 0));
      replay.append(new float[] {0}, 0, false, Rows.observation(7, 1));
      MixedSampler half = new MixedSampler(small, 0.5, replay);
      BatchBuffers out = Rows.buffers(64);
      half.sample(random, 0, 0, 64, out);
      for (int block = 0; block < 8; block++) {
        int lived = 0;
        for (int row = 8 * block; row < 8 * block + 8; row++) {
          lived += Rows.at(out.observations(), 2 * row) == 7 ? 1 : 0;
        }
        assertThat(lived).isEqualTo(4);
      }
      assertThat(fromReplay(new MixedSampler(small, 0.25, replay), 400)).isEqualTo(300);
      assertThat(fromReplay(new MixedSampler(small, 1, replay), 400)).isZero();
      assertThat(fromReplay(new MixedSampler(small, 0, replay), 400)).isEqualTo(400);
    }
  }

  @Test
  void sourcesOfOtherSpecsAreRefused() {
    try (Dataset dataset = Rows.dataset(1, 2);
        ReplayBuffer other = new ReplayBuffer(EnvironmentSpec.ofWidths(3, 1), 4)) {
      assertThatThrownBy(() -> new UnionSampler(List.of(dataset, other)))
          .isInstanceOf(SpecMismatchException.class)
          .hasMessageContaining("observation width 3, expected 2");
      assertThatThrownBy(() -> new MixedSampler(dataset, 0.5, other))
          .isInstanceOf(SpecMismatchException.class);
      assertThatThrownBy(() -> new MixedSampler(dataset, 1.5, dataset))
          .hasMessageContaining("[0, 1]");
    }
  }

  private long fromReplay(BatchSource source, int rows) {
    BatchBuffers out = Rows.buffers(rows);
    source.sample(random, 3, 0, rows, out);
    long lived = 0;
    for (int row = 0; row < rows; row++) {
      lived += Rows.at(out.observations(), 2 * row) == 7 ? 1 : 0;
    }
    return lived;
  }
}
