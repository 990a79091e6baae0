package io.warmstart.core.learner;

import io.warmstart.core.export.OnnxModel;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.DType;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Shape;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.StateSink;
import io.warmstart.engine.StepPlan;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/**
 * The deterministic action of a learner for other programs, with the normaliser and the scaling to
 * channel units inside: raw observations in, commands out.
 */
public final class PolicyExport {
  private final StepPlan plan;
  private final ActionScaling scaling;
  private final Snapshot weights;

  PolicyExport(StepPlan plan, ActionScaling scaling, Snapshot weights) {
    this.plan = plan;
    this.scaling = scaling;
    this.weights = weights;
  }

  /** Name of the model's input for the frames of an image part. */
  public static String image(ObservationPart part) {
    return ImageInputs.observed(part.name());
  }

  /**
   * An ONNX model from input {@code observation} [1, O], and {@code image/<part>} [1, height,
   * width, channels] for each image that it sees, bytes as floats 0 to 255, to output {@code
   * command} [1, A] in channel units within the bounds, and {@code action} [1, A] scaled to [-1,
   * 1].
   *
   * @param metadata shown by viewers
   * @throws io.warmstart.core.export.ExportException if the policy has no counterpart in ONNX
   */
  public byte[] onnx(Map<String, String> metadata) {
    return OnnxModel.of(plan, weights)
        .withAffine(
            "action", "command", scaling.scale(), scaling.shift(), scaling.low(), scaling.high())
        .toBytes(metadata);
  }

  /**
   * Writes the weights that the deterministic action reads, under their paths, and the scaling as
   * {@code action/scale}, {@code action/shift}, {@code action/low} and {@code action/high}, [A]:
   * {@code command = clip(scale * action + shift, low, high)}.
   */
  public void weights(StateSink sink) {
    for (Parameter parameter : plan.parameters()) {
      MemorySegment data = MemorySegment.ofArray(weights.read(parameter));
      sink.put(0, parameter.path(), DType.F32, parameter.shape(), data);
    }
    row(sink, "action/scale", scaling.scale());
    row(sink, "action/shift", scaling.shift());
    row(sink, "action/low", scaling.low());
    row(sink, "action/high", scaling.high());
  }

  private static void row(StateSink sink, String name, float[] values) {
    sink.put(0, name, DType.F32, Shape.of(values.length), MemorySegment.ofArray(values));
  }
}
