package io.warmstart.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Dense network, [B, in] to [B, out]; with E members [B, in] or [E, B, in] to [E, B, out]. Layer i
 * has parameters {@code path/dense<i>/weight} [in, out], {@code .../bias} [1, out] and, where it is
 * normalised, {@code .../scale} and {@code .../shift} [1, out]; members add a leading axis.
 */
public final class Mlp {
  /** Where hidden layers are normalised; the output layer never is. */
  public enum Norm {
    /** Nowhere. */
    NONE,
    /** Dense, layer norm, activation. */
    BEFORE_ACTIVATION,
    /** Dense, activation, layer norm. */
    AFTER_ACTIVATION
  }

  /**
   * What a network looks like.
   *
   * @param hidden widths of the hidden layers
   * @param activation after each hidden layer, such as {@code Tensor::relu}
   * @param weight initialiser of hidden weights
   * @param outputWeight initialiser of the last weights
   * @param bias initialiser of hidden biases; {@link Init.TorchDefault} uses the layer's fan-in
   * @param outputBias initialiser of the last biases, likewise
   * @param norm where the layer norm stands
   * @param normEpsilon added to the variance: 1e-6 in flax, 1e-5 in PyTorch
   * @param dropout rate in {@link #applyTraining}: before the norm where that precedes the
   *     activation, else at the end of each hidden layer
   */
  public record Style(
      List<Integer> hidden,
      UnaryOperator<Tensor> activation,
      Init weight,
      Init outputWeight,
      Init bias,
      Init outputBias,
      Norm norm,
      double normEpsilon,
      double dropout) {
    /** Copies the list. */
    public Style {
      hidden = List.copyOf(hidden);
    }

    /** No norm, no dropout, zero biases, one initialiser for all weights. */
    public static Style of(List<Integer> hidden, UnaryOperator<Tensor> activation, Init weight) {
      Init zero = new Init.Zero();
      return new Style(hidden, activation, weight, weight, zero, zero, Norm.NONE, 1e-6, 0);
    }

    /** PyTorch's defaults for weights and biases, no norm, no dropout. */
    public static Style torch(List<Integer> hidden, UnaryOperator<Tensor> activation) {
      return of(hidden, activation, new Init.TorchDefault()).withBias(new Init.TorchDefault());
    }

    /** The same with another initialiser of the last weights. */
    public Style withOutputWeight(Init init) {
      return new Style(
          hidden, activation, weight, init, bias, outputBias, norm, normEpsilon, dropout);
    }

    /** The same with another initialiser of all biases. */
    public Style withBias(Init init) {
      return new Style(
          hidden, activation, weight, outputWeight, init, init, norm, normEpsilon, dropout);
    }

    /** The same with another initialiser of the last biases. */
    public Style withOutputBias(Init init) {
      return new Style(
          hidden, activation, weight, outputWeight, bias, init, norm, normEpsilon, dropout);
    }

    /** The same with layer norms. */
    public Style withNorm(Norm position, double epsilon) {
      return new Style(
          hidden, activation, weight, outputWeight, bias, outputBias, position, epsilon, dropout);
    }

    /** The same with dropout while training. */
    public Style withDropout(double rate) {
      return new Style(
          hidden, activation, weight, outputWeight, bias, outputBias, norm, normEpsilon, rate);
    }
  }

  private record Layer(
      String path,
      Parameter weight,
      Parameter bias,
      @Nullable Parameter scale,
      @Nullable Parameter shift) {}

  private final List<Layer> layers;
  private final Style style;

  private Mlp(List<Layer> layers, Style style) {
    this.layers = layers;
    this.style = style;
  }

  /** Declares one network. */
  public static Mlp of(Parameters parameters, String path, int in, int out, Style style) {
    return declare(parameters, path, 0, in, out, style);
  }

  /** Declares {@code members} networks that are evaluated together. */
  public static Mlp ensemble(
      Parameters parameters, String path, int members, int in, int out, Style style) {
    if (members < 1) {
      throw new ShapeException("Ensemble " + path + " needs at least 1 member, found " + members);
    }
    return declare(parameters, path, members, in, out, style);
  }

  /** Declares a network like {@code online} that starts as an exact copy of it. */
  public static Mlp targetOf(Parameters parameters, String path, Mlp online) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < online.layers.size(); i++) {
      Layer from = online.layers.get(i);
      String at = path + "/dense" + i;
      layers.add(
          new Layer(
              at,
              copy(parameters, at + "/weight", from.weight),
              copy(parameters, at + "/bias", from.bias),
              from.scale == null ? null : copy(parameters, at + "/scale", from.scale),
              from.shift == null ? null : copy(parameters, at + "/shift", from.shift)));
    }
    return new Mlp(List.copyOf(layers), online.style);
  }

  /** All parameters, layer by layer. */
  public ParameterSet parameters() {
    List<Parameter> all = new ArrayList<>();
    for (Layer layer : layers) {
      all.add(layer.weight);
      all.add(layer.bias);
      if (layer.scale != null && layer.shift != null) {
        all.add(layer.scale);
        all.add(layer.shift);
      }
    }
    return ParameterSet.of(all);
  }

  /** The network's output, without dropout. */
  public Tensor apply(Tensor x) {
    return apply(x, x.graph()::read, null);
  }

  /**
   * The output of some members only, without dropout.
   *
   * @param chosenMembers indices [K]; the result is [K, B, out]
   */
  public Tensor apply(Tensor x, Tensor chosenMembers) {
    return apply(x, parameter -> x.graph().read(parameter).take(chosenMembers), null);
  }

  /** The network's output with dropout; layer i draws from {@code streamPrefix/dense<i>}. */
  public Tensor applyTraining(Tensor x, String streamPrefix) {
    return apply(x, x.graph()::read, streamPrefix);
  }

  private Tensor apply(
      Tensor x, Function<Parameter, Tensor> values, @Nullable String streamPrefix) {
    Tensor h = x;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      h = h.matmul(values.apply(layer.weight)).plus(values.apply(layer.bias));
      if (i < layers.size() - 1) {
        h =
            switch (style.norm()) {
              case NONE -> dropped(style.activation().apply(h), streamPrefix, i);
              case BEFORE_ACTIVATION ->
                  style.activation().apply(normalised(dropped(h, streamPrefix, i), layer, values));
              case AFTER_ACTIVATION ->
                  dropped(normalised(style.activation().apply(h), layer, values), streamPrefix, i);
            };
      }
    }
    return h;
  }

  private Tensor dropped(Tensor h, @Nullable String streamPrefix, int layer) {
    return streamPrefix == null ? h : h.dropout(streamPrefix + "/dense" + layer, style.dropout());
  }

  private Tensor normalised(Tensor h, Layer layer, Function<Parameter, Tensor> values) {
    if (layer.scale == null || layer.shift == null) {
      throw new GraphException("Layer " + layer.path + " has no scale and shift.");
    }
    return h.layerNorm(values.apply(layer.scale), values.apply(layer.shift), style.normEpsilon());
  }

  private static Mlp declare(
      Parameters parameters, String path, int members, int in, int out, Style style) {
    List<Layer> layers = new ArrayList<>();
    int fanIn = in;
    for (int i = 0; i <= style.hidden().size(); i++) {
      boolean output = i == style.hidden().size();
      int width = output ? out : style.hidden().get(i);
      String at = path + "/dense" + i;
      Init weight = output ? style.outputWeight() : style.weight();
      Init drawn = output ? style.outputBias() : style.bias();
      Init bias =
          drawn instanceof Init.TorchDefault ? new Init.Uniform(1 / Math.sqrt(fanIn)) : drawn;
      boolean norm = !output && style.norm() != Norm.NONE;
      Shape row = shape(members, 1, width);
      layers.add(
          new Layer(
              at,
              parameters.add(at + "/weight", weight, shape(members, fanIn, width)),
              parameters.add(at + "/bias", bias, row),
              norm ? parameters.add(at + "/scale", new Init.One(), row) : null,
              norm ? parameters.add(at + "/shift", new Init.Zero(), row) : null));
      fanIn = width;
    }
    return new Mlp(List.copyOf(layers), style);
  }

  private static Shape shape(int members, int rows, int columns) {
    return members == 0 ? Shape.of(rows, columns) : Shape.of(members, rows, columns);
  }

  private static Parameter copy(Parameters parameters, String path, Parameter from) {
    return parameters.add(path, new Init.CopyOf(from.path()), from.shape());
  }
}
