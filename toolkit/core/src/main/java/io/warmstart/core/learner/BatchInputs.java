package io.warmstart.core.learner;

import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Declares what a graph is fed; decides whether it comes from the host or stays on a device. */
public interface BatchInputs {
  /**
   * Names of the inputs of a batch, images included: what a repeated program slices into blocks.
   *
   * @param spec of the rows
   */
  static List<String> names(EnvironmentSpec spec) {
    Stream<String> vectors =
        Stream.of(
            "observations",
            "actions",
            "rewards",
            "masks",
            "nextObservations",
            "nextActions",
            "nextActionsKnown",
            "returns");
    Stream<String> images =
        spec.observations().stream()
            .filter(ObservationPart::isImage)
            .map(ObservationPart::name)
            .flatMap(part -> Stream.of(ImageInputs.current(part), ImageInputs.next(part)));
    return Stream.concat(vectors, images).toList();
  }

  /**
   * Declares the batch of one update; call once per graph.
   *
   * @param graph that will see it
   * @param rows batch size
   */
  Batch declare(Graph graph, int rows);

  /**
   * Declares the recorded action of the step after each row; call at most once per graph, after
   * {@link #declare}.
   *
   * @param graph that will see it
   * @param rows batch size
   */
  NextActions nextActions(Graph graph, int rows);

  /**
   * Declares the Monte-Carlo return-to-go of each row, in transformed rewards; call at most once
   * per graph, after {@link #declare}. All graphs of a learner must ask for the same.
   *
   * @param graph that will see it
   * @param rows batch size
   * @param discount per control step, in [0, 1)
   * @param failureReward as stored: episodes that earn nothing else count as failing for ever; null
   *     for dense rewards
   * @return [B]
   * @see io.warmstart.core.data.ReturnRule
   */
  Tensor returns(Graph graph, int rows, double discount, @Nullable Double failureReward);

  /**
   * The action that was recorded one step later.
   *
   * @param actions scaled to [-1, 1]; without meaning where unknown, [B, A]
   * @param known 1 where the episode has a step after, 0 after its last one, [B]
   */
  record NextActions(Tensor actions, Tensor known) {}

  /** Which images networks are to see; {@code Perception} shows them. */
  Images images();

  /**
   * Declares the frames of an image part, bytes as 0 to 255.
   *
   * @param graph that will see them
   * @param part name of the observation part
   * @param rows batch size
   * @return [B, height, width, channels]
   * @throws IllegalArgumentException if the spec has no such image
   */
  Tensor image(Graph graph, String part, int rows);

  /** Declares the frames of the next observation, see {@link #image}. */
  Tensor nextImage(Graph graph, String part, int rows);

  /** Declares the frame that an acting or value plan sees, [1, height, width, channels]. */
  Tensor observedImage(Graph graph, String part);

  /**
   * Declares the input {@code observation} of an acting or value plan, normalised as the batch is.
   *
   * @param graph of the plan
   * @return vector parts concatenated, [1, O]
   */
  Tensor observation(Graph graph);
}
