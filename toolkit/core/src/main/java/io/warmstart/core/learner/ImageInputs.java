package io.warmstart.core.learner;

import io.warmstart.core.data.BatchBuffers;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.Inference;
import io.warmstart.engine.InputBuffers;
import io.warmstart.engine.SourceOp;
import io.warmstart.engine.StepPlan;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names of the inputs that carry frames, and who fills them. */
final class ImageInputs {
  private ImageInputs() {}

  /** The input of a batch's frames. */
  static String current(String part) {
    return "images/" + part;
  }

  /** The input of the next observations' frames. */
  static String next(String part) {
    return "nextImages/" + part;
  }

  /** The input of the frame that a policy sees. */
  static String observed(String part) {
    return "image/" + part;
  }

  /** Where a sampled batch's frames go: the inputs that plans really use. */
  static List<BatchBuffers.Image> of(EnvironmentSpec spec, InputBuffers buffers) {
    List<BatchBuffers.Image> images = new ArrayList<>();
    for (ObservationPart part : spec.observations()) {
      MemorySegment current = used(buffers, current(part.name()));
      MemorySegment next = used(buffers, next(part.name()));
      if (current != null || next != null) {
        images.add(new BatchBuffers.Image(part.name(), current, next));
      }
    }
    return images;
  }

  private static @Nullable MemorySegment used(InputBuffers buffers, String name) {
    return buffers.names().contains(name) ? buffers.buffer(name) : null;
  }

  /** Copies an observation to the inputs of an acting or value plan. */
  static final class Observed {
    private final @Nullable MemorySegment vector;
    private final int[] parts;
    private final MemorySegment[] frames;

    /** Looks up, once, which inputs the plan uses. */
    Observed(StepPlan plan, Inference inference, EnvironmentSpec spec) {
      Set<String> names = new HashSet<>();
      plan.nodes()
          .forEach(node -> {
            if (node.op() instanceof SourceOp.Input input) {
              names.add(input.name());
            }
          });
      vector = names.contains("observation") ? inference.input("observation") : null;
      List<Integer> found = new ArrayList<>();
      for (int i = 0; i < spec.observations().size(); i++) {
        if (names.contains(observed(spec.observations().get(i).name()))) {
          found.add(i);
        }
      }
      parts = found.stream().mapToInt(Integer::intValue).toArray();
      frames = new MemorySegment[parts.length];
      for (int k = 0; k < parts.length; k++) {
        frames[k] = inference.input(observed(spec.observations().get(parts[k]).name()));
      }
    }

    void write(Observation observation) {
      if (vector != null) {
        observation.copyVectorTo(vector, 0);
      }
      for (int k = 0; k < parts.length; k++) {
        frames[k].copyFrom(observation.part(parts[k]));
      }
    }
  }
}
