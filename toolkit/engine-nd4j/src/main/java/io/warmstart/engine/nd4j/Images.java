package io.warmstart.engine.nd4j;

import io.warmstart.engine.GraphException;
import io.warmstart.engine.ImageOp;
import io.warmstart.engine.Shape;
import io.warmstart.engine.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Operations on pictures [B, H, W, C]. Convolutions are matrix products on patches: row (b, i, j)
 * of [B H' W', K L I] holds what the window at (i, j) of picture b sees.
 */
final class Images {
  private Images() {}

  static INDArray compute(ImageOp op, Tensor node, INDArray[] in) {
    Shape shape = node.shape();
    return switch (op) {
      case ImageOp.Convolve conv -> {
        Windows windows = Windows.of(node.input(0).shape(), in[1], conv.stride(), conv.pad());
        yield windows.convolve(in[0], in[1], shape);
      }
      case ImageOp.ConvolveData conv -> {
        Windows windows = Windows.of(shape, in[1], conv.stride(), conv.pad());
        yield windows.data(in[0], in[1]);
      }
      case ImageOp.ConvolveWeights conv -> {
        Shape x = node.input(0).shape();
        Windows windows = new Windows(x, conv.height(), conv.width(), conv.stride(), conv.pad());
        yield windows.weights(in[0], in[1], shape);
      }
      case ImageOp.MaxPick pick -> {
        Shape x = node.input(0).shape();
        Windows windows = new Windows(x, pick.size(), pick.size(), pick.stride(), 0);
        yield windows.pick(in[0], in[1], shape);
      }
      case ImageOp.MaxPlace place -> {
        Windows windows = new Windows(shape, place.size(), place.size(), place.stride(), 0);
        yield windows.place(in[0], in[1]);
      }
      case ImageOp.Crop crop -> {
        int[] from = moved(node, in[1], crop.pad());
        INDArray moved = Indices.gathered(pixels(in[0], shape), from, pixels(shape));
        yield Dense.view(moved, 0, shape);
      }
      case ImageOp.CropBack crop -> {
        Shape rows = pixels(shape);
        INDArray sum =
            Indices.scattered(pixels(in[0], shape), moved(node, in[1], crop.pad()), rows);
        yield Dense.view(sum, 0, shape);
      }
    };
  }

  private static Shape pixels(Shape pictures) {
    return Shape.of(pictures.count() / pictures.last(), pictures.last());
  }

  private static INDArray pixels(INDArray x, Shape pictures) {
    return Dense.view(x, 0, pixels(pictures));
  }

  /** For each pixel of the result, the one it comes from. */
  private static int[] moved(Tensor node, INDArray offsets, int pad) {
    Shape x = node.shape();
    float[] by = Dense.floats(offsets);
    int[] from = new int[x.count() / x.last()];
    for (int pixel = 0; pixel < from.length; pixel++) {
      int picture = pixel / (x.size(1) * x.size(2));
      int i = pixel / x.size(2) % x.size(1) + offset(node, by[2 * picture], pad) - pad;
      int j = pixel % x.size(2) + offset(node, by[2 * picture + 1], pad) - pad;
      int row = picture * x.size(1) + Math.clamp(i, 0, x.size(1) - 1);
      from[pixel] = row * x.size(2) + Math.clamp(j, 0, x.size(2) - 1);
    }
    return from;
  }

  private static int offset(Tensor node, float offset, int pad) {
    if (!(offset >= 0 && offset <= 2 * pad) || offset != Math.rint(offset)) {
      throw new GraphException(
          node + ": offset " + offset + " is not a whole number in 0 to " + 2 * pad + ".");
    }
    return (int) offset;
  }
}
