package io.warmstart.core.network;

import io.warmstart.core.learner.Images;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Init;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Features of frames: convolutions with ReLU, then {@code tanh(layerNorm(W flatten(x) + b))}, the
 * trunk of DrQ-v2, whose outputs are of the size of a normalised state.
 *
 * @see <a href="https://arxiv.org/abs/2107.09645">Yarats et al., 2021</a>
 */
public final class ConvEncoder {
  private static final double BYTE = 1 / 255.0;
  private static final double NORM_EPSILON = 1e-5;

  private final List<Layer> layers;
  private final Parameter weight;
  private final Parameter bias;
  private final Parameter scale;
  private final Parameter shift;
  private final int shiftPixels;

  private record Layer(Parameter weight, Parameter bias, int stride) {}

  /**
   * Declares the parameters {@code path/conv<i>/weight} [k, k, in, out], {@code path/conv<i>/bias}
   * and {@code path/trunk/...}.
   *
   * @param parameters receives them
   * @param path prefix
   * @param part frames it sees, [height, width, channels]
   * @param style sizes
   * @throws IllegalArgumentException if a window is larger than what is left of the frame
   */
  public ConvEncoder(
      Parameters parameters, String path, ObservationPart part, Images.Encoder style) {
    layers = new ArrayList<>();
    int height = part.shape().get(0);
    int width = part.shape().get(1);
    int in = part.shape().get(2);
    for (int i = 0; i < style.channels().size(); i++) {
      int out = style.channels().get(i);
      int kernel = style.kernels().get(i);
      int stride = style.strides().get(i);
      if (kernel > Math.min(height, width)) {
        throw new IllegalArgumentException(
            "encoder.kernels = "
                + style.kernels()
                + ": window "
                + kernel
                + " of convolution "
                + i
                + " does not fit into the "
                + height
                + " x "
                + width
                + " pixels that are left of \""
                + part.name()
                + "\" "
                + part.shape());
      }
      String at = path + "/conv" + i;
      layers.add(
          new Layer(
              parameters.add(at + "/weight", new Init.HeNormal(), kernel, kernel, in, out),
              parameters.add(at + "/bias", new Init.Zero(), 1, 1, 1, out),
              stride));
      height = (height - kernel) / stride + 1;
      width = (width - kernel) / stride + 1;
      in = out;
    }
    int features = style.features();
    weight =
        parameters.add(
            path + "/trunk/weight", new Init.LecunNormal(), height * width * in, features);
    bias = parameters.add(path + "/trunk/bias", new Init.Zero(), 1, features);
    scale = parameters.add(path + "/trunk/scale", new Init.One(), 1, features);
    shift = parameters.add(path + "/trunk/shift", new Init.Zero(), 1, features);
    shiftPixels = style.shift();
  }

  private ConvEncoder(
      List<Layer> layers,
      Parameter weight,
      Parameter bias,
      Parameter scale,
      Parameter shift,
      int shiftPixels) {
    this.layers = layers;
    this.weight = weight;
    this.bias = bias;
    this.scale = scale;
    this.shift = shift;
    this.shiftPixels = shiftPixels;
  }

  /** Declares an encoder like {@code online} that starts as an exact copy of it. */
  static ConvEncoder targetOf(Parameters parameters, String path, ConvEncoder online) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < online.layers.size(); i++) {
      Layer from = online.layers.get(i);
      String at = path + "/conv" + i;
      layers.add(
          new Layer(
              copy(parameters, at + "/weight", from.weight()),
              copy(parameters, at + "/bias", from.bias()),
              from.stride()));
    }
    return new ConvEncoder(
        layers,
        copy(parameters, path + "/trunk/weight", online.weight),
        copy(parameters, path + "/trunk/bias", online.bias),
        copy(parameters, path + "/trunk/scale", online.scale),
        copy(parameters, path + "/trunk/shift", online.shift),
        online.shiftPixels);
  }

  private static Parameter copy(Parameters parameters, String path, Parameter from) {
    return parameters.add(path, new Init.CopyOf(from.path()), from.shape());
  }

  /** Everything that is trained. */
  public ParameterSet parameters() {
    List<Parameter> all = new ArrayList<>();
    layers.forEach(layer -> {
      all.add(layer.weight());
      all.add(layer.bias());
    });
    all.addAll(List.of(weight, bias, scale, shift));
    return new ParameterSet(all);
  }

  /** Numbers that a frame becomes. */
  public int features() {
    return weight.shape().last();
  }

  /**
   * Features of frames.
   *
   * @param frames bytes as 0 to 255, [B, height, width, channels]
   * @return in (-1, 1), [B, features]
   */
  public Tensor apply(Tensor frames) {
    Graph graph = frames.graph();
    Tensor x = frames;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      Tensor w = graph.read(layer.weight());
      // The first weights carry the scale of bytes: far fewer of them than of pixels.
      x = x.conv2d(i == 0 ? w.times(BYTE) : w, layer.stride(), 0).plus(graph.read(layer.bias()));
      x = x.relu();
    }
    Tensor flat = x.reshape(x.size(0), x.count() / x.size(0));
    Tensor trunk = flat.matmul(graph.read(weight)).plus(graph.read(bias));
    return trunk.layerNorm(graph.read(scale), graph.read(shift), NORM_EPSILON).tanh();
  }

  /**
   * Frames as training sees them: each shifted by up to {@code shift} pixels in both directions,
   * its border repeated (Yarats et al., 2021, DrQ).
   *
   * @param frames bytes as 0 to 255, [B, height, width, channels]
   * @param stream name of the draw, used once per graph
   * @return of the same shape
   */
  public Tensor shifted(Tensor frames, String stream) {
    if (shiftPixels == 0) {
      return frames;
    }
    Graph graph = frames.graph();
    Tensor bound = graph.constant(2 * shiftPixels + 1);
    Tensor offsets = graph.integers(stream, bound, frames.size(0), 2);
    return frames.crop(offsets, shiftPixels);
  }
}
