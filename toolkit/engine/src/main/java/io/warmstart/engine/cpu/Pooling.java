package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.S;
import static io.warmstart.engine.cpu.Lanes.base;
import static io.warmstart.engine.cpu.Lanes.below;
import static io.warmstart.engine.cpu.Lanes.load;
import static io.warmstart.engine.cpu.Lanes.store;

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
      VectorMask<Float> mask = below(c, in.channels());
      for (int b = from; b < to; b++) {
        for (int i = 0; i < out.height(); i++) {
          for (int j = 0; j < out.width(); j++) {
            long corner =
                base
                    + (long) b * in.image()
                    + (long) i * stride * in.row()
                    + (long) j * stride * in.pixel()
                    + c;
            FloatVector best = load(corner + x, mask);
            FloatVector picked = load(corner + v, mask);
            for (int k = 1; k < size * size; k++) {
              long at = corner + (long) (k / size) * in.row() + (long) (k % size) * in.pixel();
              FloatVector value = load(at + x, mask);
              VectorMask<Float> larger =
                  value
                      .compare(VectorOperators.GT, best)
                      .or(
                          value
                              .test(VectorOperators.IS_NAN)
                              .andNot(best.test(VectorOperators.IS_NAN)));
              best = best.blend(value, larger);
              picked = picked.blend(load(at + v, mask), larger);
            }
            long target =
                base + y + (long) b * out.image() + (long) i * out.row() + (long) j * out.pixel();
            store(picked, target + c, mask);
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
      VectorMask<Float> mask = below(c, in.channels());
      for (int b = from; b < to; b++) {
        for (int i = 0; i < out.height(); i++) {
          for (int j = 0; j < out.width(); j++) {
            long corner =
                base
                    + (long) b * in.image()
                    + (long) i * stride * in.row()
                    + (long) j * stride * in.pixel()
                    + c;
            FloatVector best = load(corner + x, mask);
            FloatVector place = FloatVector.zero(S);
            for (int k = 1; k < size * size; k++) {
              long at = corner + (long) (k / size) * in.row() + (long) (k % size) * in.pixel();
              FloatVector value = load(at + x, mask);
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
            FloatVector gradient = load(source + c, mask);
            for (int k = 0; k < size * size; k++) {
              long at = corner + (long) (k / size) * in.row() + (long) (k % size) * in.pixel() + y;
              VectorMask<Float> here = place.compare(VectorOperators.EQ, (float) k).and(mask);
              store(load(at, here).add(gradient), at, here);
            }
          }
        }
      }
    }
  }
}
