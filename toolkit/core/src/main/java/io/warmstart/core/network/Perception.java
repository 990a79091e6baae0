package io.warmstart.core.network;

import io.warmstart.core.config.Setting;
import io.warmstart.core.learner.Batch;
import io.warmstart.core.learner.BatchInputs;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Graph;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a policy sees: the vector parts and, behind them, the features of chosen image parts, one
 * encoder each. To an algorithm it looks like inputs of a wider vector, [B, O + features].
 *
 * <p>The encoders' weights are read where a batch is declared, so a graph that declares one has one
 * optimiser step for them, over {@link #with} the algorithm's own.
 */
public final class Perception implements BatchInputs {
  private final BatchInputs inputs;
  private final List<Eye> eyes = new ArrayList<>();
  private final int width;

  private record Eye(String part, ConvEncoder encoder) {}

  /**
   * Which images are seen, and how.
   *
   * @param parts names of the spec's image parts; empty: vectors only
   * @param encoder sizes, the same for all of them
   */
  public record Images(
      @Setting(doc = "image parts that the policy sees; empty: vectors only") List<String> parts,
      @Setting(doc = "convolutions over each of them") ConvEncoder.Style encoder) {
    /** Copies the list. */
    public Images {
      parts = List.copyOf(parts);
    }

    /** No images. */
    public Images() {
      this(List.of(), new ConvEncoder.Style());
    }
  }

  /**
   * Declares one encoder per image, {@code encoder/<part>/...}.
   *
   * @param parameters receives the weights
   * @param spec what there is to see
   * @param images what is seen of it
   * @param inputs declares batches of the spec
   * @throws IllegalArgumentException if the spec has no image of that name or it is too small
   */
  public Perception(
      Parameters parameters, EnvironmentSpec spec, Images images, BatchInputs inputs) {
    this.inputs = inputs;
    int sum = spec.observationWidth();
    for (String part : images.parts()) {
      ConvEncoder encoder =
          new ConvEncoder(parameters, "encoder/" + part, spec.image(part), images.encoder());
      eyes.add(new Eye(part, encoder));
      sum += encoder.features();
    }
    width = sum;
  }

  /** Width of what is seen, O + features. */
  public int width() {
    return width;
  }

  /** These parameters and those of all encoders. */
  public ParameterSet with(ParameterSet others) {
    ParameterSet all = others;
    for (Eye eye : eyes) {
      all = all.and(eye.encoder().parameters());
    }
    return all;
  }

  @Override
  public Batch declare(Graph graph, int rows) {
    Batch batch = inputs.declare(graph, rows);
    return new Batch(
        seen(
            batch.observations(),
            (part, encoder) ->
                encoder.applyTraining(inputs.image(graph, part, rows), "shift/" + part)),
        batch.actions(),
        batch.rewards(),
        batch.masks(),
        seen(
            batch.nextObservations(),
            (part, encoder) ->
                encoder.applyTraining(inputs.nextImage(graph, part, rows), "nextShift/" + part)));
  }

  @Override
  public Tensor observation(Graph graph) {
    return seen(
        inputs.observation(graph),
        (part, encoder) -> encoder.apply(inputs.observedImage(graph, part)));
  }

  private Tensor seen(Tensor vector, BiFunction<String, ConvEncoder, Tensor> features) {
    Tensor all = vector;
    for (Eye eye : eyes) {
      all = all.concat(features.apply(eye.part(), eye.encoder()));
    }
    return all;
  }

  @Override
  public NextActions nextActions(Graph graph, int rows) {
    return inputs.nextActions(graph, rows);
  }

  @Override
  public Tensor returns(Graph graph, int rows, double discount, @Nullable Double failureReward) {
    return inputs.returns(graph, rows, discount, failureReward);
  }

  @Override
  public Tensor image(Graph graph, String part, int rows) {
    return inputs.image(graph, part, rows);
  }

  @Override
  public Tensor nextImage(Graph graph, String part, int rows) {
    return inputs.nextImage(graph, part, rows);
  }

  @Override
  public Tensor observedImage(Graph graph, String part) {
    return inputs.observedImage(graph, part);
  }
}
