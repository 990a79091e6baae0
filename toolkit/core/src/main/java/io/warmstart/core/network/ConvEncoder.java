package io.warmstart.core.network;

import io.warmstart.core.config.Setting;
import io.warmstart.core.learner.Require;
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

  private final List<Layer> layers = new ArrayList<>();
  private final Parameter weight;
  private final Parameter bias;
  private final Parameter scale;
  private final Parameter shift;
  private final int shiftPixels;

  private record Layer(Parameter weight, Parameter bias, int stride) {}

  /**
   * Sizes of an encoder; the lists have one entry per convolution.
   *
   * @param channels results of each convolution
   * @param kernels height and width of its windows, pixels
   * @param strides from one window to the next, pixels
   * @param features width of the result
   * @param shift largest random shift of training frames in each direction, pixels; 0: none
   */
  public record Style(
      @Setting(doc = "channels of each convolution", min = 1) List<Integer> channels,
      @Setting(doc = "window of each convolution in pixels", min = 1) List<Integer> kernels,
      @Setting(doc = "stride of each convolution in pixels", min = 1) List<Integer> strides,
      @Setting(doc = "numbers that a frame becomes", min = 1) int features,
      @Setting(doc = "largest random shift of training frames in pixels; 0: none", min = 0)
          int shift) {
    /**
     * Copies the lists and checks the ranges.
     *
     * @throws IllegalArgumentException naming the setting, its value and its range
     */
    public Style {
      channels = List.copyOf(channels);
      kernels = List.copyOf(kernels);
      strides = List.copyOf(strides);
      Require.widths("encoder.channels", channels);
      Require.widths("encoder.kernels", kernels);
      Require.widths("encoder.strides", strides);
      Require.atLeast("encoder.features", features, 1);
      Require.atLeast("encoder.shift", shift, 0);
      if (kernels.size() != channels.size() || strides.size() != channels.size()) {
        throw new IllegalArgumentException(
            "encoder.kernels = "
                + kernels
                + " and encoder.strides = "
                + strides
                + " must have one entry for each of encoder.channels = "
                + channels);
      }
    }

    /**
     * Small and fast on a CPU: three convolutions with the windows of Mnih et al., 2015 (Nature
     * DQN), half their channels, 64 features, no shift.
     */
    public Style() {
      this(List.of(16, 32, 32), List.of(8, 4, 3), List.of(4, 2, 1), 64, 0);
    }
  }

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
  public ConvEncoder(Parameters parameters, String path, ObservationPart part, Style style) {
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
   * The same for training: each frame is shifted by up to {@code shift} pixels in both directions
   * first, its border repeated (Yarats et al., 2021, DrQ).
   *
   * @param frames bytes as 0 to 255, [B, height, width, channels]
   * @param stream name of the draw, used once per graph
   * @return in (-1, 1), [B, features]
   */
  public Tensor applyTraining(Tensor frames, String stream) {
    if (shiftPixels == 0) {
      return apply(frames);
    }
    Graph graph = frames.graph();
    Tensor bound = graph.constant(2 * shiftPixels + 1);
    Tensor offsets = graph.integers(stream, bound, frames.size(0), 2);
    return apply(frames.crop(offsets, shiftPixels));
  }
}
