package io.warmstart.cli;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.export.ExportException;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.learner.PolicyExport;
import io.warmstart.core.learner.PolicySession;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs an exported policy in ONNX Runtime beside ours. */
final class OnnxCheck {
  private OnnxCheck() {}

  /**
   * Largest difference between the two commands, in units of half the channel's range; not a number
   * if a command is not finite.
   *
   * @param model file content
   * @param learner whose deterministic action it is
   * @param observations to compare on
   * @throws ExportException if ONNX Runtime refuses the model
   */
  static double largestError(byte[] model, Learner learner, List<Observation> observations) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession session = OrtEnvironment.getEnvironment().createSession(model, options);
        Policy policy = learner.policy();
        PolicySession ours = policy.begin(Policy.ActionMode.DETERMINISTIC, 0)) {
      List<Channel> channels = learner.spec().boxChannels();
      float[] action = new float[learner.spec().actionWidth()];
      double largest = 0;
      for (Observation observation : observations) {
        ours.act(observation, action);
        float[] theirs = command(session, observation);
        for (int i = 0; i < action.length; i++) {
          double half = 0.5 * (channels.get(i).high() - channels.get(i).low());
          double error = Math.abs(theirs[i] - action[i]) / half;
          largest = error <= largest ? largest : error;
        }
      }
      return largest;
    } catch (OrtException e) {
      throw new ExportException("ONNX Runtime refuses the model: " + e.getMessage());
    }
  }

  private static float[] command(OrtSession session, Observation observation) throws OrtException {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      for (String name : session.getInputNames()) {
        inputs.put(name, input(name, observation));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        float[][] command = (float[][]) result.get("command").orElseThrow().getValue();
        return command[0];
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  /** The vector, or the frame of the image part that the input is named after, as numbers. */
  private static OnnxTensor input(String name, Observation observation) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    EnvironmentSpec spec = observation.spec();
    for (int part = 0; part < spec.observations().size(); part++) {
      if (name.equals(PolicyExport.image(spec.observations().get(part)))) {
        List<Integer> shape = spec.observations().get(part).shape();
        byte[] bytes = observation.part(part).toArray(ValueLayout.JAVA_BYTE);
        FloatBuffer pixels = FloatBuffer.allocate(bytes.length);
        for (byte pixel : bytes) {
          pixels.put(pixel & 0xFF);
        }
        return OnnxTensor.createTensor(
            environment, pixels.flip(), new long[] {1, shape.get(0), shape.get(1), shape.get(2)});
      }
    }
    float[] row = new float[spec.observationWidth()];
    observation.copyVectorTo(MemorySegment.ofArray(row), 0);
    return OnnxTensor.createTensor(environment, new float[][] {row});
  }
}
