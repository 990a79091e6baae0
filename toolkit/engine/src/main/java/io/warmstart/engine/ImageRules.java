package io.warmstart.engine;

import org.jspecify.annotations.Nullable;

/** Gradients and tangents of {@link ImageOp}; each operation is linear in what gets one. */
final class ImageRules {
  private ImageRules() {}

  /** Gradients of the inputs from the gradient g of the result; null where there is none. */
  static @Nullable Tensor[] pull(ImageOp op, Tensor node, Tensor g) {
    Tensor a = node.input(0);
    Tensor b = node.input(1);
    return switch (op) {
      case ImageOp.Convolve conv ->
          new @Nullable Tensor[] {
            data(g, b, a, conv.stride(), conv.pad()), weights(a, g, b, conv.stride(), conv.pad())
          };
      case ImageOp.ConvolveData conv ->
          new @Nullable Tensor[] {
            g.conv2d(b, conv.stride(), conv.pad()), weights(g, a, b, conv.stride(), conv.pad())
          };
      case ImageOp.ConvolveWeights conv ->
          new @Nullable Tensor[] {
            data(b, g, a, conv.stride(), conv.pad()), a.conv2d(g, conv.stride(), conv.pad())
          };
      case ImageOp.MaxPick pick ->
          new @Nullable Tensor[] {
            null, record(node, new ImageOp.MaxPlace(pick.size(), pick.stride()), a, g)
          };
      case ImageOp.MaxPlace place ->
          new @Nullable Tensor[] {
            null, record(node, new ImageOp.MaxPick(place.size(), place.stride()), a, g)
          };
      case ImageOp.Crop crop ->
          new @Nullable Tensor[] {record(node, new ImageOp.CropBack(crop.pad()), g, b)};
      case ImageOp.CropBack crop ->
          new @Nullable Tensor[] {record(node, new ImageOp.Crop(crop.pad()), g, b)};
    };
  }

  /** Tangent of the result from those of the inputs; null where it is zero. */
  static @Nullable Tensor push(ImageOp op, Tensor node, @Nullable Tensor da, @Nullable Tensor db) {
    Tensor a = node.input(0);
    Tensor b = node.input(1);
    return switch (op) {
      case ImageOp.Convolve conv -> bilinear(op, node, da, db);
      case ImageOp.ConvolveData conv -> bilinear(op, node, da, db);
      case ImageOp.ConvolveWeights conv -> bilinear(op, node, da, db);
      case ImageOp.MaxPick pick -> db == null ? null : record(node, op, a, db);
      case ImageOp.MaxPlace place -> db == null ? null : record(node, op, a, db);
      case ImageOp.Crop crop -> da == null ? null : record(node, op, da, b);
      case ImageOp.CropBack crop -> da == null ? null : record(node, op, da, b);
    };
  }

  private static @Nullable Tensor bilinear(
      ImageOp op, Tensor node, @Nullable Tensor da, @Nullable Tensor db) {
    return Forward.sum(
        da == null ? null : record(node, op, da, node.input(1)),
        db == null ? null : record(node, op, node.input(0), db));
  }

  /** What x of a convolution gets from the gradient g of its result. */
  private static Tensor data(Tensor g, Tensor w, Tensor x, int stride, int pad) {
    return record(g, new ImageOp.ConvolveData(stride, pad, x.size(1), x.size(2)), g, w);
  }

  /** What w of a convolution gets from the gradient g of its result. */
  private static Tensor weights(Tensor x, Tensor g, Tensor w, int stride, int pad) {
    return record(g, new ImageOp.ConvolveWeights(stride, pad, w.size(0), w.size(1)), x, g);
  }

  private static Tensor record(Tensor of, ImageOp op, Tensor a, Tensor b) {
    return of.graph().record(op, a, b);
  }
}
