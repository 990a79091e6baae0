package io.warmstart.engine.nd4j;

import io.warmstart.engine.Shape;
import java.util.function.BiConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The windows of a kernel on pictures.
 *
 * @param pictures [B, H, W, C]
 * @param height of the kernel
 * @param width of the kernel
 * @param stride between windows
 * @param pad zeros around each picture
 */
record Windows(Shape pictures, int height, int width, int stride, int pad) {
  /** Windows of weights [K, L, I, O]. */
  static Windows of(Shape pictures, INDArray weights, int stride, int pad) {
    Shape kernel = Dense.shape(weights);
    return new Windows(pictures, kernel.size(0), kernel.size(1), stride, pad);
  }

  private int rows() {
    return (pictures.size(1) + 2 * pad - height) / stride + 1;
  }

  private int columns() {
    return (pictures.size(2) + 2 * pad - width) / stride + 1;
  }

  private int taps() {
    return height * width;
  }

  private Shape padded() {
    return pictures.with(1, pictures.size(1) + 2 * pad).with(2, pictures.size(2) + 2 * pad);
  }

  /** [B H' W', K L I]. */
  private Shape patches() {
    return Shape.of(pictures.size(0) * rows() * columns(), taps() * pictures.last());
  }

  INDArray convolve(INDArray x, INDArray w, Shape result) {
    try (Scratch scratch = new Scratch()) {
      INDArray y = Dense.empty(Shape.of(patches().size(0), result.last()));
      INDArray kernel = Dense.view(w, 0, Shape.of(patches().last(), result.last()));
      Dense.run("matmul", new int[] {0, 0, 0}, y, scratch.keep(patches(x)), kernel);
      return Dense.view(y, 0, result);
    }
  }

  INDArray data(INDArray g, INDArray w) {
    int out = Math.toIntExact(g.size(3));
    try (Scratch scratch = new Scratch()) {
      INDArray rows = Dense.view(g, 0, Shape.of(patches().size(0), out));
      INDArray kernel = Dense.view(w, 0, Shape.of(patches().last(), out));
      INDArray seen = scratch.keep(Dense.empty(patches()));
      return pictures(Dense.run("matmul", new int[] {0, 1, 0}, seen, rows, kernel));
    }
  }

  INDArray weights(INDArray x, INDArray g, Shape result) {
    try (Scratch scratch = new Scratch()) {
      INDArray rows = Dense.view(g, 0, Shape.of(patches().size(0), result.last()));
      INDArray w = Dense.empty(Shape.of(patches().last(), result.last()));
      Dense.run("matmul", new int[] {1, 0, 0}, w, scratch.keep(patches(x)), rows);
      return Dense.view(w, 0, result);
    }
  }

  INDArray pick(INDArray x, INDArray v, Shape result) {
    try (Scratch scratch = new Scratch()) {
      int[] at = largest(scratch.keep(patches(x)));
      INDArray flat = Dense.view(scratch.keep(patches(v)), 0, Shape.of(patches().count()));
      return Dense.view(Indices.gathered(flat, at, Shape.of(at.length)), 0, result);
    }
  }

  INDArray place(INDArray x, INDArray g) {
    try (Scratch scratch = new Scratch()) {
      int[] at = largest(scratch.keep(patches(x)));
      INDArray flat = Dense.view(g, 0, Shape.of(at.length));
      return pictures(scratch.keep(Indices.scattered(flat, at, Shape.of(patches().count()))));
    }
  }

  /** For each window and channel, where the patches have the first largest element. */
  private int[] largest(INDArray patches) {
    int channels = pictures.last();
    Shape byTap = Shape.of(patches().size(0), taps(), channels);
    try (Scratch scratch = new Scratch()) {
      INDArray first = scratch.keep(Reductions.first(Dense.view(patches, 0, byTap), 1, true));
      float[] tap = Dense.floats(first);
      int[] at = new int[tap.length];
      for (int i = 0; i < at.length; i++) {
        at[i] = (i / channels * taps() + (int) tap[i]) * channels + i % channels;
      }
      return at;
    }
  }

  /** What each window sees. */
  private INDArray patches(INDArray x) {
    try (Scratch scratch = new Scratch()) {
      INDArray source = x;
      if (pad > 0) {
        source = scratch.keep(Dense.zeros(padded()));
        inner(source).assign(x);
      }
      INDArray patches = Dense.empty(patches());
      eachTap(source, patches, (pixels, part) -> part.assign(pixels));
      return patches;
    }
  }

  /** The transpose: adds what each window holds to the pictures. */
  private INDArray pictures(INDArray patches) {
    INDArray sum = Dense.zeros(padded());
    eachTap(sum, patches, INDArray::addi);
    if (pad == 0) {
      return sum;
    }
    try (Scratch scratch = new Scratch()) {
      return inner(scratch.keep(sum)).dup('c');
    }
  }

  /** A view of padded pictures without their pads. */
  private INDArray inner(INDArray padded) {
    long[] strides = Dense.strides(padded());
    return Dense.view(padded, pad * (strides[1] + strides[2]), pictures, strides);
  }

  /** For each position in the kernel, the pixels [B, H', W', I] there and their part of patches. */
  private void eachTap(INDArray padded, INDArray patches, BiConsumer<INDArray, INDArray> each) {
    int channels = pictures.last();
    Shape part = Shape.of(pictures.size(0), rows(), columns(), channels);
    long[] from = Dense.strides(padded());
    long line = patches().last();
    long row = columns() * line;
    long[] to = {rows() * row, row, line, 1};
    long[] steps = {from[0], from[1] * stride, from[2] * stride, 1};
    for (int tap = 0; tap < taps(); tap++) {
      long start = tap / width * from[1] + tap % width * from[2];
      each.accept(
          Dense.view(padded, start, part, steps),
          Dense.view(patches, (long) tap * channels, part, to));
    }
  }
}
