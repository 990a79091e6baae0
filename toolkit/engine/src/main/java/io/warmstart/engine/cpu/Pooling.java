package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.ALL;
import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.LE;
import static io.warmstart.engine.cpu.Lanes.S;
import static io.warmstart.engine.cpu.Lanes.base;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Picks and places at the first largest element of each window, for pictures [from, to) of a batch,
 * several channels at once. Offsets are those of standard buffers.
 */
final class Pooling {
  private Pooling() {}

  /** y = v where x is largest, per window of {@code size} x {@code size} and channel. */
  static void pick(
      MemorySegment m,
      PictureLayout in,
      PictureLayout out,
      int size,
      int stride,
      long x,
      long v,
      long y,
      int from,
      int to) {
    long base = base(m);
    for (int c = 0; c < in.channels(); c += L) {
      VectorMask<Float> mask = S.indexInRange(c, in.channels());
      for (int b = from; b < to; b++) {
        for (int i = 0; i < out.height(); i++) {
          for (int j = 0; j < out.width(); j++) {
            long corner =
                base
                    + (long) b * in.image()
                    + (long) i * stride * in.row()
                    + (long) j * stride * in.pixel()
                    + c;
            FloatVector best = FloatVector.fromMemorySegment(S, ALL, (corner + x) << 2, LE, mask);
            FloatVector picked = FloatVector.fromMemorySegment(S, ALL, (corner + v) << 2, LE, mask);
            for (int k = 1; k < size * size; k++) {
              long at = corner + (long) (k / size) * in.row() + (long) (k % size) * in.pixel();
              FloatVector value = FloatVector.fromMemorySegment(S, ALL, (at + x) << 2, LE, mask);
              VectorMask<Float> larger =
                  value
                      .compare(VectorOperators.GT, best)
                      .or(
                          value
                              .test(VectorOperators.IS_NAN)
                              .andNot(best.test(VectorOperators.IS_NAN)));
              best = best.blend(value, larger);
              picked =
                  picked.blend(
                      FloatVector.fromMemorySegment(S, ALL, (at + v) << 2, LE, mask), larger);
            }
            long target =
                base + y + (long) b * out.image() + (long) i * out.row() + (long) j * out.pixel();
            picked.intoMemorySegment(ALL, (target + c) << 2, LE, mask);
          }
        }
      }
    }
  }

  /** y = zeros, plus each g where x is largest in its window; g has the layout {@code out}. */
  static void place(
      MemorySegment m,
      PictureLayout in,
      PictureLayout out,
      int size,
      int stride,
      long x,
      long g,
      long y,
      int from,
      int to) {
    long base = base(m);
    Runs.clear(base + y + (long) from * in.image(), (to - from) * in.image());
    for (int c = 0; c < in.channels(); c += L) {
      VectorMask<Float> mask = S.indexInRange(c, in.channels());
      for (int b = from; b < to; b++) {
        for (int i = 0; i < out.height(); i++) {
          for (int j = 0; j < out.width(); j++) {
            long corner =
                base
                    + (long) b * in.image()
                    + (long) i * stride * in.row()
                    + (long) j * stride * in.pixel()
                    + c;
            FloatVector best = FloatVector.fromMemorySegment(S, ALL, (corner + x) << 2, LE, mask);
            FloatVector place = FloatVector.zero(S);
            for (int k = 1; k < size * size; k++) {
              long at = corner + (long) (k / size) * in.row() + (long) (k % size) * in.pixel();
              FloatVector value = FloatVector.fromMemorySegment(S, ALL, (at + x) << 2, LE, mask);
              VectorMask<Float> larger =
                  value
                      .compare(VectorOperators.GT, best)
                      .or(
                          value
                              .test(VectorOperators.IS_NAN)
                              .andNot(best.test(VectorOperators.IS_NAN)));
              best = best.blend(value, larger);
              place = place.blend((float) k, larger);
            }
            long source =
                base + g + (long) b * out.image() + (long) i * out.row() + (long) j * out.pixel();
            FloatVector gradient =
                FloatVector.fromMemorySegment(S, ALL, (source + c) << 2, LE, mask);
            for (int k = 0; k < size * size; k++) {
              long at = corner + (long) (k / size) * in.row() + (long) (k % size) * in.pixel() + y;
              VectorMask<Float> here = place.compare(VectorOperators.EQ, (float) k).and(mask);
              FloatVector.fromMemorySegment(S, ALL, at << 2, LE, here)
                  .add(gradient)
                  .intoMemorySegment(ALL, at << 2, LE, here);
            }
          }
        }
      }
    }
  }
}
