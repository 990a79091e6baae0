package io.warmstart.core.data;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.EnvironmentSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** Tiny transitions whose numbers say where they came from. */
final class Rows {
  static final EnvironmentSpec SPEC = EnvironmentSpec.ofWidths(2, 1);

  private Rows() {}

  /** Observation {@code (episode, step)}. */
  static Observation observation(int episode, int step) {
    Observation observation = Observation.of(SPEC);
    observation.set(0, 0, episode);
    observation.set(0, 1, step);
    return observation;
  }

  /** Appends an episode whose action and reward at step t are t / 100 and t. */
  static void episode(DatasetBuilder builder, int episode, int length, TerminationCause cause) {
    for (int t = 0; t < length; t++) {
      builder.step(observation(episode, t), new float[] {t / 100f}, t);
    }
    builder.end(cause, observation(episode, length));
  }

  static Dataset dataset(int episodes, int length) {
    DatasetBuilder builder = new DatasetBuilder(SPEC, java.util.List.of(), 4);
    for (int e = 0; e < episodes; e++) {
      episode(builder, e, length, TerminationCause.TRUNCATED);
    }
    return builder.build(Provenance.generated("rows"));
  }

  static BatchBuffers buffers(int rows) {
    Arena arena = Arena.ofAuto();
    return new BatchBuffers(
        arena.allocate(rows * 8L, 8),
        arena.allocate(rows * 4L, 8),
        arena.allocate(rows * 4L, 8),
        arena.allocate(rows * 4L, 8),
        arena.allocate(rows * 8L, 8));
  }

  /** Buffers that also take the following action and, with a rule, the return-to-go. */
  static BatchBuffers buffersWithExtras(int rows, @Nullable ReturnRule rule) {
    Arena arena = Arena.ofAuto();
    BatchBuffers plain = buffers(rows);
    return new BatchBuffers(
        plain.observations(),
        plain.actions(),
        plain.rewards(),
        plain.masks(),
        plain.nextObservations(),
        new BatchBuffers.NextActions(arena.allocate(rows * 4L, 8), arena.allocate(rows * 4L, 8)),
        rule == null ? null : new BatchBuffers.Returns(rule, arena.allocate(rows * 4L, 8)));
  }

  /** Appends a finished episode whose reward at step t is t. */
  static void append(ReplayBuffer replay, int episode, int length) {
    replay.begin(observation(episode, 0));
    for (int t = 0; t < length; t++) {
      replay.append(new float[] {t / 100f}, t, false, observation(episode, t + 1));
    }
    replay.end();
  }

  static float at(MemorySegment segment, int index) {
    return segment.getAtIndex(ValueLayout.JAVA_FLOAT, index);
  }
}
