package io.warmstart.core.data;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a sampled batch is written: dense row-major F32 buffers of the engine's inputs.
 *
 * @param observations vector parts concatenated, [B, O]
 * @param actions in the units of the spec's channels, [B, A]
 * @param rewards [B]
 * @param masks 0 where the step truly terminated, 1 elsewhere (also at time limits), [B]
 * @param nextObservations [B, O]
 * @param nextActions where the following step's action goes, null where nobody asked
 * @param returns where the return-to-go goes, null where nobody asked
 * @param images where frames go, one entry per image part that somebody asked for
 */
public record BatchBuffers(
    MemorySegment observations,
    MemorySegment actions,
    MemorySegment rewards,
    MemorySegment masks,
    MemorySegment nextObservations,
    @Nullable NextActions nextActions,
    @Nullable Returns returns,
    List<Image> images) {
  /** Copies the list. */
  public BatchBuffers {
    images = List.copyOf(images);
  }

  /** Without frames. */
  public BatchBuffers(
      MemorySegment observations,
      MemorySegment actions,
      MemorySegment rewards,
      MemorySegment masks,
      MemorySegment nextObservations,
      @Nullable NextActions nextActions,
      @Nullable Returns returns) {
    this(observations, actions, rewards, masks, nextObservations, nextActions, returns, List.of());
  }

  /** The columns that every algorithm sees. */
  public BatchBuffers(
      MemorySegment observations,
      MemorySegment actions,
      MemorySegment rewards,
      MemorySegment masks,
      MemorySegment nextObservations) {
    this(observations, actions, rewards, masks, nextObservations, null, null);
  }

  /**
   * The recorded action of the step after.
   *
   * @param actions in the units of the spec's channels, 0 where there is none, [B, A]
   * @param known 1 where the episode has a step after, else 0, [B]
   */
  public record NextActions(MemorySegment actions, MemorySegment known) {}

  /**
   * Monte-Carlo returns-to-go.
   *
   * @param rule how they are formed
   * @param values [B]
   */
  public record Returns(ReturnRule rule, MemorySegment values) {}

  /**
   * Frames of one image part, U8.
   *
   * @param part name of the observation part
   * @param current [B, height, width, channels], null where nobody asked
   * @param next those of the next observation, null where nobody asked
   */
  public record Image(String part, @Nullable MemorySegment current, @Nullable MemorySegment next) {}
}
