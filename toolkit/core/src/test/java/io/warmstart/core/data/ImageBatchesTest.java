package io.warmstart.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.Philox;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Frames travel from every source into batches beside the vectors. */
final class ImageBatchesTest {
  private static final int BYTES = 2 * 3 * 2;
  private static final EnvironmentSpec SPEC =
      new EnvironmentSpec(
          List.of(
              ObservationPart.image("front", 2, 3, 2),
              ObservationPart.state("state", List.of(Channel.unbounded("x", "m"))),
              ObservationPart.image("wrist", 2, 3, 2)),
          List.of(new ActionPart.Box("a", List.of(new Channel("a", "1", -1, 1)))),
          Duration.ZERO);

  /** State t, front frame of bytes 10 t + k, wrist frame of bytes 200 + t. */
  private static Observation observation(int t) {
    Observation observation = Observation.of(SPEC);
    observation.set(1, 0, t);
    for (int k = 0; k < BYTES; k++) {
      observation.part(0).set(ValueLayout.JAVA_BYTE, k, (byte) (10 * t + k));
      observation.part(2).set(ValueLayout.JAVA_BYTE, k, (byte) (200 + t));
    }
    return observation;
  }

  private static BatchBuffers buffers(int rows) {
    Arena arena = Arena.ofAuto();
    MemorySegment front = arena.allocate((long) rows * BYTES);
    MemorySegment nextFront = arena.allocate((long) rows * BYTES);
    MemorySegment nextWrist = arena.allocate((long) rows * BYTES);
    return new BatchBuffers(
        arena.allocate(rows * 4L, 8),
        arena.allocate(rows * 4L, 8),
        arena.allocate(rows * 4L, 8),
        arena.allocate(rows * 4L, 8),
        arena.allocate(rows * 4L, 8),
        null,
        null,
        List.of(
            new BatchBuffers.Image("front", front, nextFront),
            new BatchBuffers.Image("wrist", null, nextWrist)));
  }

  private static MemorySegment given(@Nullable MemorySegment pixels) {
    return Objects.requireNonNull(pixels);
  }

  private static void assertRowsBelongTogether(BatchBuffers out, int rows) {
    for (int row = 0; row < rows; row++) {
      int t = (int) out.observations().getAtIndex(ValueLayout.JAVA_FLOAT, row);
      for (int k = 0; k < BYTES; k++) {
        long at = (long) row * BYTES + k;
        assertThat(at(given(out.images().get(0).current()), at)).isEqualTo((10 * t + k) & 0xFF);
        assertThat(at(given(out.images().get(0).next()), at)).isEqualTo((10 * (t + 1) + k) & 0xFF);
        assertThat(at(given(out.images().get(1).next()), at)).isEqualTo(200 + t + 1);
      }
    }
  }

  private static int at(MemorySegment frames, long index) {
    assertThat(frames).isNotNull();
    return frames.get(ValueLayout.JAVA_BYTE, index) & 0xFF;
  }

  private static Dataset dataset() {
    DatasetBuilder builder = new DatasetBuilder(SPEC, List.of(), 4);
    for (int t = 0; t < 20; t++) {
      builder.step(observation(t), new float[] {0}, 0);
    }
    builder.end(TerminationCause.TRUNCATED, observation(20));
    return builder.build(Provenance.generated("frames"));
  }

  @Test
  void datasetFillsTheFramesThatAreAskedFor() {
    try (Dataset dataset = dataset()) {
      BatchBuffers out = buffers(16);
      dataset.sample(Philox.of(1, "frames"), 0, 0, 16, out);
      assertRowsBelongTogether(out, 16);
    }
  }

  @Test
  void ringAndMixtureFillThemToo() {
    try (Dataset dataset = dataset();
        ReplayBuffer replay = new ReplayBuffer(SPEC, 9)) {
      replay.begin(observation(0));
      for (int t = 0; t < 15; t++) {
        replay.append(new float[] {0}, 0, false, observation(t + 1));
      }
      replay.end();
      BatchBuffers out = buffers(16);
      replay.sample(Philox.of(2, "frames"), 0, 0, 16, out);
      assertRowsBelongTogether(out, 16);
      new UnionSampler(List.of(dataset, replay)).sample(Philox.of(3, "frames"), 1, 0, 16, out);
      assertRowsBelongTogether(out, 16);
    }
  }

  @Test
  void unknownImageIsRefusedWithThoseThereAre() {
    assertThat(SPEC.image("wrist").shape()).containsExactly(2, 3, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SPEC.image("state"))
        .withMessageContaining("no image \"state\"")
        .withMessageContaining("[front, wrist]");
  }
}
