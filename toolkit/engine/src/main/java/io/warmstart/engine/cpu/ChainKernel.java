package io.warmstart.engine.cpu;

import java.lang.foreign.MemorySegment;

/** A compiled {@link Chain}. */
interface ChainKernel {

  /**
   * Runs the chain over a loop nest d0 x d1 x d2; the innermost axis is contiguous for outputs and
   * for inputs that do not broadcast along it. Elements beyond d2 are neither read nor written, so
   * pads stay zero. An output may be the same buffer as an input with the same strides.
   *
   * @param m arena
   * @param offsets float offset of each operand, inputs then outputs
   * @param strides float strides of operand i along the two outer axes, at 2 i and 2 i + 1
   */
  void run(MemorySegment m, long[] offsets, int[] strides, int d0, int d1, int d2);
}
