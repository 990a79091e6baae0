package io.warmstart.core.network;

import io.warmstart.core.learner.Batch;
import io.warmstart.core.learner.BatchInputs;
import io.warmstart.core.learner.Images;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.Graph;
import io.warmstart.engine.LayoutOp;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What networks see of an observation: the vector parts and, behind them, the features of images,
 * one {@link ConvEncoder} each. To an algorithm it looks like inputs of a wider vector, [B, O +
 * features]; without images nothing is added.
 *
 * <p>All networks share the encoders. Where there are {@link Critics} these train them, and their
 * target copies have encoders of their own that follow (Laskin et al., 2020, CURL; Yarats et al.,
 * 2021, DrQ); policies see the features as constants. Without critics the policy trains them.
 *
 * <p>The encoders' weights are read where a batch is declared, so a graph that declares one has one
 * optimiser step for them.
 *
 * @see <a href="https://arxiv.org/abs/2004.04136">Laskin et al., 2020</a>
 */
public final class Perception implements BatchInputs {
  private final Parameters parameters;
  private final BatchInputs inputs;
  private final List<Eye> eyes = new ArrayList<>();
  private final List<ConvEncoder> targets = new ArrayList<>();

  /** What observations were made of, by the tensor that algorithms see. */
  private final Map<Tensor, Seen> declared = new IdentityHashMap<>();

  private final int width;
  private final int actionWidth;

  private record Eye(String part, ConvEncoder encoder) {}

  private record Seen(Tensor vector, List<Tensor> frames) {}

  /**
   * Declares one encoder per image, {@code encoder/<part>/...}.
   *
   * @param spec what there is to see
   * @param parameters receives the weights
   * @param inputs declares batches of the spec and says which images are seen
   * @throws IllegalArgumentException if the spec has no image of that name or it is too small
   */
  public Perception(EnvironmentSpec spec, Parameters parameters, BatchInputs inputs) {
    this.parameters = parameters;
    this.inputs = inputs;
    int sum = spec.observationWidth();
    for (ObservationPart part : inputs.images().of(spec)) {
      ConvEncoder encoder =
          new ConvEncoder(parameters, "encoder/" + part.name(), part, inputs.images().encoder());
      eyes.add(new Eye(part.name(), encoder));
      sum += encoder.features();
    }
    width = sum;
    actionWidth = spec.actionWidth();
  }

  /** Width of what is seen, O + features. */
  public int width() {
    return width;
  }

  /** Numbers in an action, A. */
  public int actionWidth() {
    return actionWidth;
  }

  /** Weights of all encoders; whoever trains them adds them to its own. */
  public ParameterSet encoders() {
    ParameterSet all = ParameterSet.of();
    for (Eye eye : eyes) {
      all = all.and(eye.encoder().parameters());
    }
    return all;
  }

  /** Weights of the encoders' target copies; none before {@link #declareTargets}. */
  ParameterSet targets() {
    ParameterSet all = ParameterSet.of();
    for (ConvEncoder target : targets) {
      all = all.and(target.parameters());
    }
    return all;
  }

  /** Declares the target copies, {@code encoderTarget/<part>/...}: critics train the encoders. */
  void declareTargets() {
    for (Eye eye : eyes) {
      targets.add(ConvEncoder.targetOf(parameters, "encoderTarget/" + eye.part(), eye.encoder()));
    }
  }

  /** The observation as a policy sees it: without gradient to encoders that critics train. */
  Tensor forPolicy(Tensor observations) {
    return targets.isEmpty() ? observations : observations.detach();
  }

  /**
   * The observation as target copies see it, through their encoders.
   *
   * @param observations as declared here, or repeats of them, [N, O + features]
   * @throws IllegalStateException if they are something else
   */
  Tensor forTargets(Tensor observations) {
    if (targets.isEmpty()) {
      return observations;
    }
    Seen seen = declared.get(observations);
    if (seen != null) {
      return joined(seen, targets);
    }
    if (observations.op() instanceof LayoutOp.Repeat repeat && repeat.axis() == 0) {
      return forTargets(observations.input(0)).repeat(0, repeat.times());
    }
    throw new IllegalStateException(
        "target networks were given "
            + observations
            + "; expected an observation that this perception declared, or repeats of one");
  }

  private static Tensor joined(Seen seen, List<ConvEncoder> encoders) {
    Tensor all = seen.vector();
    for (int i = 0; i < encoders.size(); i++) {
      all = all.concat(encoders.get(i).apply(seen.frames().get(i)));
    }
    return all;
  }

  private Tensor seen(Tensor vector, BiFunction<String, ConvEncoder, Tensor> frames) {
    Seen seen =
        new Seen(
            vector, eyes.stream().map(eye -> frames.apply(eye.part(), eye.encoder())).toList());
    Tensor all = joined(seen, eyes.stream().map(Eye::encoder).toList());
    declared.put(all, seen);
    return all;
  }

  @Override
  public Batch declare(Graph graph, int rows) {
    Batch batch = inputs.declare(graph, rows);
    return new Batch(
        seen(
            batch.observations(),
            (part, eye) -> eye.shifted(inputs.image(graph, part, rows), "shift/" + part)),
        batch.actions(),
        batch.rewards(),
        batch.masks(),
        seen(
            batch.nextObservations(),
            (part, eye) -> eye.shifted(inputs.nextImage(graph, part, rows), "nextShift/" + part)));
  }

  @Override
  public Tensor observation(Graph graph) {
    return seen(inputs.observation(graph), (part, eye) -> inputs.observedImage(graph, part));
  }

  @Override
  public Images images() {
    return inputs.images();
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
