package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.base;
import static io.warmstart.engine.cpu.Lanes.get;
import static io.warmstart.engine.cpu.Lanes.set;

import java.lang.foreign.MemorySegment;

/**
 * Convolution and its two derivatives for pictures [from, to) of a batch, as matrix products over
 * bands of output rows.
 *
 * <p>x, w and y are offsets of standard buffers; {@code scratch} is the offset of {@link
 * ConvolutionSize#scratchFloats} floats owned by the calling worker. A result depends neither on
 * the bands nor on how pictures are divided among calls: elements of y and of the weights' gradient
 * are one chain of fused multiply-adds, those of the data's gradient sums in the order of windows.
 */
final class Convolution {
  /** No bias. */
  static final long NONE = -1;

  private Convolution() {}

  /** y = conv(x, w), plus bias [O] where there is one, negative results zero where {@code relu}. */
  static void forward(
      MemorySegment m,
      ConvolutionSize size,
      long x,
      long w,
      long bias,
      boolean relu,
      long y,
      int from,
      int to,
      long scratch) {
    long base = base(m);
    long weights = scratch + size.weightsAt();
    long patches = scratch + size.patchesAt();
    long results = scratch + size.resultsAt();
    pack(size, base + w, base + weights);
    int inner = size.inner();
    int ldp = size.patchStride();
    int ldr = size.resultStride();
    int out = size.y().channels();
    for (int b = from; b < to; b++) {
      long picture = base + x + (long) b * size.x().image();
      long target = base + y + (long) b * size.y().image();
      for (int row = 0; row < size.y().height(); row += size.bandRows()) {
        int end = Math.min(size.y().height(), row + size.bandRows());
        int n = (end - row) * size.y().width();
        Patches.gather(size, picture, row, end, base + patches);
        if (bias == NONE) {
          Gemm.nn(m, patches, ldp, weights, ldr, results, ldr, n, out, inner, scratch);
        } else if (relu) {
          Gemm.nnBiasRelu(
              m, patches, ldp, weights, ldr, bias, results, ldr, n, out, inner, scratch);
        } else {
          Gemm.nnBias(m, patches, ldp, weights, ldr, bias, results, ldr, n, out, inner, scratch);
        }
        spread(size, base + results, row, end, target);
      }
    }
  }

  /** x = gradient by the pictures for g, the gradient of the result. */
  static void data(
      MemorySegment m,
      ConvolutionSize size,
      long g,
      long w,
      long x,
      int from,
      int to,
      long scratch) {
    long base = base(m);
    long weights = scratch + size.weightsAt();
    long patches = scratch + size.patchesAt();
    long results = scratch + size.resultsAt();
    pack(size, base + w, base + weights);
    int inner = size.inner();
    int ldp = size.patchStride();
    int ldr = size.resultStride();
    int out = size.y().channels();
    for (int b = from; b < to; b++) {
      long picture = base + x + (long) b * size.x().image();
      long source = base + g + (long) b * size.y().image();
      Runs.clear(picture, size.x().image());
      for (int row = 0; row < size.y().height(); row += size.bandRows()) {
        int end = Math.min(size.y().height(), row + size.bandRows());
        int n = (end - row) * size.y().width();
        collect(size, source, row, end, base + results);
        Gemm.nt(m, results, ldr, weights, ldr, patches, ldp, n, inner, out, scratch);
        Patches.scatterAdd(size, base + patches, row, end, picture);
      }
    }
  }

  /** partial [K, O], row stride {@link ConvolutionSize#resultStride} = gradient by the weights. */
  static void weights(
      MemorySegment m,
      ConvolutionSize size,
      long x,
      long g,
      long partial,
      int from,
      int to,
      long scratch) {
    long base = base(m);
    long patches = scratch + size.patchesAt();
    long results = scratch + size.resultsAt();
    int inner = size.inner();
    int ldp = size.patchStride();
    int ldr = size.resultStride();
    int out = size.y().channels();
    for (int b = from; b < to; b++) {
      long picture = base + x + (long) b * size.x().image();
      long source = base + g + (long) b * size.y().image();
      for (int row = 0; row < size.y().height(); row += size.bandRows()) {
        int end = Math.min(size.y().height(), row + size.bandRows());
        int n = (end - row) * size.y().width();
        Patches.gather(size, picture, row, end, base + patches);
        collect(size, source, row, end, base + results);
        if (b == from && row == 0) {
          Gemm.tn(m, patches, ldp, results, ldr, partial, ldr, inner, out, n, scratch);
        } else {
          Gemm.tnAdd(m, patches, ldp, results, ldr, partial, ldr, inner, out, n, scratch);
        }
      }
    }
  }

  /** w = sum, in order, of the partial gradients of {@code count} blocks of pictures. */
  static void sum(
      MemorySegment m, ConvolutionSize size, long partials, int count, long w, long scratch) {
    int floats = size.weightFloats();
    Reduce.memberSums(m, partials, floats, count, floats, scratch);
    long base = base(m);
    int taps = size.height() * size.width();
    int in = size.x().channels();
    int out = size.y().channels();
    PictureLayout stored = new PictureLayout(taps, in, out);
    for (int tap = 0; tap < taps; tap++) {
      for (int c = 0; c < in; c++) {
        long from = base + scratch + (long) (tap * in + c) * size.resultStride();
        Runs.copy(from, base + w + (long) tap * stored.row() + (long) c * stored.pixel(), out);
      }
    }
  }

  /** Weights [K, O] without gaps between rows. */
  private static void pack(ConvolutionSize size, long w, long packed) {
    int taps = size.height() * size.width();
    int in = size.x().channels();
    int out = size.y().channels();
    PictureLayout stored = new PictureLayout(taps, in, out);
    int ldr = size.resultStride();
    for (int tap = 0; tap < taps; tap++) {
      for (int c = 0; c < in; c++) {
        long to = packed + (long) (tap * in + c) * ldr;
        Runs.clearVectors(to, ldr);
        Runs.copy(w + (long) tap * stored.row() + (long) c * stored.pixel(), to, out);
      }
    }
  }

  /** Rows of results to output rows [from, to) of a picture. */
  private static void spread(ConvolutionSize size, long results, int from, int to, long picture) {
    PictureLayout y = size.y();
    int ldr = size.resultStride();
    long source = results;
    for (int i = from; i < to; i++) {
      long target = picture + (long) i * y.row();
      if (y.channels() == 1) {
        for (int j = 0; j < y.width(); j++) {
          set(target + j, get(source + (long) j * ldr));
        }
      } else {
        Runs.copyVectors(source, target, y.width() * ldr);
      }
      source += (long) y.width() * ldr;
    }
  }

  /** Output rows [from, to) of a picture as rows of a matrix. */
  private static void collect(ConvolutionSize size, long picture, int from, int to, long results) {
    PictureLayout y = size.y();
    int ldr = size.resultStride();
    long target = results;
    for (int i = from; i < to; i++) {
      long source = picture + (long) i * y.row();
      if (y.channels() == 1) {
        Runs.clearVectors(target, y.width() * ldr);
        for (int j = 0; j < y.width(); j++) {
          set(target + (long) j * ldr, get(source + j));
        }
      } else {
        Runs.copyVectors(source, target, y.width() * ldr);
      }
      target += (long) y.width() * ldr;
    }
  }
}
