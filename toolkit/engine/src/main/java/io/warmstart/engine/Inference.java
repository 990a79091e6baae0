package io.warmstart.engine;

import java.lang.foreign.MemorySegment;

/** A plan ready to act, confined to one thread. Close it after use. */
public interface Inference extends AutoCloseable {
  /** The buffer of an input, row-major, at a fixed address. */
  MemorySegment input(String name);

  /** The buffer of an output, row-major float32, at a fixed address. */
  MemorySegment output(String name);

  /**
   * Goes on with other weights of the same learner, without lowering the plan again.
   *
   * @param weights stay owned by the caller, who keeps them open until the next call or close
   */
  void weights(Snapshot weights);

  /** Computes outputs from inputs. The counter stands for the step of all random streams. */
  void run(long randomCounter);

  @Override
  void close();
}
