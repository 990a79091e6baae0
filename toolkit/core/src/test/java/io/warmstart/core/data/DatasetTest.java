package io.warmstart.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.core.space.Role;
import io.warmstart.engine.DType;
import io.warmstart.engine.Philox;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DatasetTest {
  @Test
  void nextObservationIsTheSlotAfterAndNeverOfAnotherEpisode() {
    try (Dataset dataset = Rows.dataset(3, 4)) {
      BatchBuffers out = Rows.buffers(12);
      for (int t = 0; t < 12; t++) {
        dataset.copyTransition(t, t, out);
        assertThat(Rows.at(out.observations(), 2 * t)).isEqualTo(t / 4);
        assertThat(Rows.at(out.observations(), 2 * t + 1)).isEqualTo(t % 4);
        assertThat(Rows.at(out.nextObservations(), 2 * t)).isEqualTo(t / 4);
        assertThat(Rows.at(out.nextObservations(), 2 * t + 1)).isEqualTo(t % 4 + 1);
        assertThat(Rows.at(out.actions(), t)).isEqualTo((t % 4) / 100f);
        assertThat(Rows.at(out.rewards(), t)).isEqualTo(t % 4);
      }
    }
  }

  @Test
  void onlyTrueTerminationClearsTheMask() {
    DatasetBuilder builder = new DatasetBuilder(Rows.SPEC, List.of(), 4);
    for (TerminationCause cause : TerminationCause.values()) {
      Rows.episode(builder, cause.ordinal(), 2, cause);
    }
    try (Dataset dataset = builder.build(Provenance.generated("masks"))) {
      for (Episode episode : dataset.episodes()) {
        float expected = episode.cause() == TerminationCause.TERMINATED ? 0 : 1;
        assertThat(dataset.mask(episode.firstTransition())).isEqualTo(1);
        assertThat(dataset.mask(episode.firstTransition() + 1)).isEqualTo(expected);
      }
    }
  }

  @Test
  void growingKeepsEveryRowAndExtra() {
    ExtraColumn goal = new ExtraColumn("infos/goal", List.of(2));
    DatasetBuilder builder = new DatasetBuilder(Rows.SPEC, List.of(goal), 1);
    for (int e = 0; e < 20; e++) {
      for (int t = 0; t < 5; t++) {
        builder.step(Rows.observation(e, t), new float[] {t}, e, 1000 + builder.transitions());
        builder.extra("infos/goal", e, t);
      }
      builder.end(TerminationCause.CUT, Rows.observation(e, 5));
    }
    try (Dataset dataset = builder.build(Provenance.generated("growth"))) {
      assertThat(dataset.transitions()).isEqualTo(100);
      assertThat(dataset.columns().values()).allMatch(column -> column.rows() == 120);
      for (int t = 0; t < 100; t++) {
        long slot = dataset.slot(t);
        assertThat(dataset.column("row").getLong(slot, 0)).isEqualTo(1000 + t);
        assertThat(dataset.column("episode").getLong(slot, 0)).isEqualTo(t / 5);
        assertThat(dataset.column("infos/goal").get(slot, 1)).isEqualTo(t % 5);
      }
      assertThat(dataset.episodeReturn(dataset.episodes().get(7))).isEqualTo(35);
    }
  }

  @Test
  void samplesUniformlyAndRepeatably() {
    try (Dataset dataset = Rows.dataset(2, 5)) {
      BatchBuffers first = Rows.buffers(2000);
      BatchBuffers second = Rows.buffers(2000);
      Philox random = Philox.of(3, "test");
      dataset.sample(random, 9, 0, 2000, first);
      dataset.sample(random, 9, 0, 1000, second);
      dataset.sample(random, 9, 1000, 2000, second);
      assertThat(first.observations().mismatch(second.observations())).isEqualTo(-1);
      int[] counts = new int[10];
      for (int row = 0; row < 2000; row++) {
        counts[
            (int) (5 * Rows.at(first.observations(), 2 * row) + Rows.at(first.rewards(), row))]++;
      }
      // 200 expected, standard deviation 13.4.
      assertThat(Arrays.stream(counts).boxed().toList()).allMatch(n -> n > 140 && n < 260);
    }
  }

  @Test
  void vectorPartsAreConcatenatedAndFramesLeftOut() {
    EnvironmentSpec spec =
        new EnvironmentSpec(
            List.of(
                ObservationPart.state("joints", List.of(Channel.unbounded("q0", "rad"))),
                new ObservationPart("camera", DType.U8, List.of(2, 2, 3), Role.IMAGE, List.of()),
                new ObservationPart(
                    "goal",
                    DType.F32,
                    List.of(1),
                    Role.GOAL,
                    List.of(Channel.unbounded("x", "m")))),
            List.of(new ActionPart.Box("velocity", List.of(new Channel("dq0", "rad/s", -2, 2)))),
            Duration.ZERO);
    DatasetBuilder builder = new DatasetBuilder(spec, List.of(), 4);
    Observation observation = Observation.of(spec);
    observation.set(0, 0, 3);
    observation.set(2, 0, 4);
    builder.step(observation, new float[] {1}, 0);
    builder.end(TerminationCause.CUT, observation);
    try (Dataset dataset = builder.build(Provenance.generated("parts"))) {
      BatchBuffers out = Rows.buffers(1);
      dataset.copyTransition(0, 0, out);
      assertThat(Rows.at(out.observations(), 0)).isEqualTo(3);
      assertThat(Rows.at(out.observations(), 1)).isEqualTo(4);
      assertThat(dataset.column("observations/camera").rowBytes()).isEqualTo(12);
    }
  }

  @Test
  void misuseIsRefused() {
    DatasetBuilder builder = new DatasetBuilder(Rows.SPEC, List.of(), 4);
    assertThatThrownBy(() -> builder.end(TerminationCause.CUT, Rows.observation(0, 0)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> builder.step(Rows.observation(0, 0), new float[2], 0))
        .hasMessageContaining("2 numbers, the spec says 1");
    assertThatThrownBy(() -> builder.extra("infos/goal", 1))
        .hasMessageContaining("append one first");
    builder.step(Rows.observation(0, 0), new float[1], 0);
    assertThatThrownBy(() -> builder.extra("infos/goal", 1)).hasMessageContaining("not declared");
    assertThatThrownBy(() -> builder.build(Provenance.generated("open")))
        .hasMessageContaining("not ended");
    builder.end(TerminationCause.CUT, Rows.observation(0, 1));
    Dataset dataset = builder.build(Provenance.generated("once"));
    assertThatThrownBy(() -> builder.step(Rows.observation(0, 0), new float[1], 0))
        .hasMessageContaining("built or closed");
    assertThatThrownBy(() -> dataset.column("infos/goal")).hasMessageContaining("has no column");
    assertThatThrownBy(() -> dataset.slot(1)).isInstanceOf(IndexOutOfBoundsException.class);
    dataset.close();
    assertThatThrownBy(() -> dataset.reward(0)).isInstanceOf(IllegalStateException.class);
  }
}
