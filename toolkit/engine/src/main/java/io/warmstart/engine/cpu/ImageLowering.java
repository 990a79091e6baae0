package io.warmstart.engine.cpu;

import io.warmstart.engine.ImageOp;
import io.warmstart.engine.Shape;
import io.warmstart.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Operations on pictures, one step per block of pictures. The number of blocks depends on the batch
 * alone, so that sums over blocks have the same order whatever the number of workers.
 */
final class ImageLowering {
  private static final int MOST_BLOCKS = 8;

  /** Multiplications and additions per microsecond of one core, for the schedule only. */
  private static final double RATE = 1.2e5;

  /** Microseconds per element that is read and compared or copied, likewise. */
  private static final double STREAM = 2e-4;

  private final Emitter emitter;

  ImageLowering(Emitter emitter) {
    this.emitter = emitter;
  }

  /** Makes the kernel for pictures [from, to). */
  private interface Piece {
    Kernel bind(int from, int to);
  }

  /** Emits one operation by itself. */
  void emit(ImageOp op, Tensor node) {
    switch (op) {
      case ImageOp.Convolve conv -> convolve(node, conv, node, null, false);
      case ImageOp.ConvolveData conv -> data(conv, node);
      case ImageOp.ConvolveWeights conv -> weights(conv, node);
      case ImageOp.MaxPick pick -> pick(pick, node);
      case ImageOp.MaxPlace place -> place(place, node);
      case ImageOp.Crop crop -> crop(crop.pad(), false, node);
      case ImageOp.CropBack crop -> crop(crop.pad(), true, node);
    }
  }

  /** Emits a convolution with bias and possibly ReLU. */
  void emit(Unit.Convolved unit) {
    ImageOp.Convolve conv = (ImageOp.Convolve) unit.convolution().op();
    convolve(unit.convolution(), conv, unit.result(), unit.bias(), unit.relu());
  }

  private static int blocks(int pictures) {
    return Math.min(pictures, MOST_BLOCKS);
  }

  private View picture(Tensor tensor) {
    return emitter.standard(emitter.value(tensor));
  }

  /** One step per block of pictures: {@code in} and {@code out} are split, the others are read. */
  private void pieces(
      String label,
      double microsPerPicture,
      int scratch,
      List<View> in,
      List<View> others,
      View out,
      Supplier<Piece> source) {
    int pictures = out.shape().size(0);
    int blocks = blocks(pictures);
    for (int block = 0; block < blocks; block++) {
      int from = pictures * block / blocks;
      int to = pictures * (block + 1) / blocks;
      List<Access> accesses = new ArrayList<>();
      in.forEach(view -> accesses.add(view.sliced(0, from, to).read()));
      others.forEach(view -> accesses.add(view.read()));
      accesses.add(out.sliced(0, from, to).write());
      emitter.add(
          label + " " + out.sliced(0, from, to).shape(),
          0.2 + (to - from) * microsPerPicture,
          scratch,
          accesses,
          () -> source.get().bind(from, to));
    }
  }

  private void convolve(
      Tensor node,
      ImageOp.Convolve conv,
      Tensor result,
      @Nullable Tensor biasTensor,
      boolean relu) {
    View x = picture(node.input(0));
    View w = picture(node.input(1));
    View bias = biasTensor == null ? null : row(emitter.value(biasTensor));
    View y = emitter.result(result);
    ConvolutionSize size =
        ConvolutionSize.of(x.shape(), w.shape(), y.shape(), conv.stride(), conv.pad());
    pieces(
        "conv2d" + (relu ? " relu" : ""),
        size.operations() / RATE,
        size.scratchFloats(),
        List.of(x),
        bias == null ? List.of(w) : List.of(w, bias),
        y,
        () -> {
          long xAt = x.at();
          long wAt = w.at();
          long yAt = y.at();
          long biasAt = bias == null ? Convolution.NONE : bias.at();
          return (from, to) ->
              (m, scratch) ->
                  Convolution.forward(m, size, xAt, wAt, biasAt, relu, yAt, from, to, scratch);
        });
  }

  /** A bias whose floats behind the last channel are zero. */
  private View row(View bias) {
    return bias.shape().last() == 1 || bias.padded() ? bias : emitter.copied(bias);
  }

  private void data(ImageOp.ConvolveData conv, Tensor node) {
    View g = picture(node.input(0));
    View w = picture(node.input(1));
    View x = emitter.result(node);
    ConvolutionSize size =
        ConvolutionSize.of(x.shape(), w.shape(), g.shape(), conv.stride(), conv.pad());
    pieces(
        "conv2d data",
        size.operations() / RATE,
        size.scratchFloats(),
        List.of(g),
        List.of(w),
        x,
        () -> {
          long gAt = g.at();
          long wAt = w.at();
          long xAt = x.at();
          return (from, to) ->
              (m, scratch) -> Convolution.data(m, size, gAt, wAt, xAt, from, to, scratch);
        });
  }

  private void weights(ImageOp.ConvolveWeights conv, Tensor node) {
    View x = picture(node.input(0));
    View g = picture(node.input(1));
    View w = emitter.result(node);
    ConvolutionSize size =
        ConvolutionSize.of(x.shape(), w.shape(), g.shape(), conv.stride(), conv.pad());
    int pictures = x.shape().size(0);
    int blocks = blocks(pictures);
    int floats = size.weightFloats();
    View partials = emitter.temporary("blocks of " + node, Shape.of(blocks * floats));
    for (int block = 0; block < blocks; block++) {
      int from = pictures * block / blocks;
      int to = pictures * (block + 1) / blocks;
      View partial = partials.sliced(0, block * floats, (block + 1) * floats);
      emitter.add(
          "conv2d weights " + (to - from) + " of " + x.shape(),
          0.2 + (to - from) * size.operations() / RATE,
          size.scratchFloats(),
          List.of(x.sliced(0, from, to).read(), g.sliced(0, from, to).read(), partial.write()),
          () -> {
            long xAt = x.at();
            long gAt = g.at();
            long at = partial.at();
            return (m, scratch) -> Convolution.weights(m, size, xAt, gAt, at, from, to, scratch);
          });
    }
    emitter.add(
        "conv2d weights sum " + w.shape(),
        0.2 + blocks * floats * 1e-4,
        size.weightFloats(),
        List.of(partials.read(), w.write()),
        () -> {
          long from = partials.at();
          long to = w.at();
          return (m, scratch) -> Convolution.sum(m, size, from, blocks, to, scratch);
        });
  }

  private void pick(ImageOp.MaxPick pick, Tensor node) {
    View x = picture(node.input(0));
    View v = picture(node.input(1));
    View y = emitter.result(node);
    PictureLayout in = PictureLayout.of(x.shape());
    PictureLayout out = PictureLayout.of(y.shape());
    int size = pick.size();
    int stride = pick.stride();
    pieces(
        "max pool",
        out.image() * size * size * STREAM,
        0,
        List.of(x, v),
        List.of(),
        y,
        () -> {
          long xAt = x.at();
          long vAt = v.at();
          long yAt = y.at();
          return (from, to) ->
              (m, scratch) -> Pooling.pick(m, in, out, size, stride, xAt, vAt, yAt, from, to);
        });
  }

  private void place(ImageOp.MaxPlace place, Tensor node) {
    View x = picture(node.input(0));
    View g = picture(node.input(1));
    View y = emitter.result(node);
    PictureLayout in = PictureLayout.of(x.shape());
    PictureLayout out = PictureLayout.of(g.shape());
    int size = place.size();
    int stride = place.stride();
    pieces(
        "max pool back",
        in.image() * STREAM + out.image() * size * size * STREAM,
        0,
        List.of(x, g),
        List.of(),
        y,
        () -> {
          long xAt = x.at();
          long gAt = g.at();
          long yAt = y.at();
          return (from, to) ->
              (m, scratch) -> Pooling.place(m, in, out, size, stride, xAt, gAt, yAt, from, to);
        });
  }

  private void crop(int pad, boolean back, Tensor node) {
    View x = picture(node.input(0));
    View offsets = emitter.contiguousRows(emitter.value(node.input(1)));
    View y = emitter.result(node);
    PictureLayout size = PictureLayout.of(x.shape());
    pieces(
        back ? "crop back" : "crop",
        size.image() * STREAM,
        0,
        List.of(x, offsets),
        List.of(),
        y,
        () -> {
          long xAt = x.at();
          long at = offsets.at();
          int stride = offsets.stride(0);
          long yAt = y.at();
          return (from, to) ->
              back
                  ? (m, scratch) -> Cropping.back(m, size, pad, xAt, at, stride, yAt, from, to)
                  : (m, scratch) -> Cropping.crop(m, size, pad, xAt, at, stride, yAt, from, to);
        });
  }
}
