package io.warmstart.core.data;

import java.lang.foreign.MemorySegment;

/**
 * Where a sampled batch is written: dense row-major F32 buffers of the engine's inputs.
 *
 * @param observations vector parts concatenated, [B, O]
 * @param actions in the units of the spec's channels, [B, A]
 * @param rewards [B]
 * @param masks 0 where the step truly terminated, 1 elsewhere (also at time limits), [B]
 * @param nextObservations [B, O]
 */
public record BatchBuffers(
    MemorySegment observations,
    MemorySegment actions,
    MemorySegment rewards,
    MemorySegment masks,
    MemorySegment nextObservations) {}
