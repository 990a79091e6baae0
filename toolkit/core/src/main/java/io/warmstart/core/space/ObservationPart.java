package io.warmstart.core.space;

import io.warmstart.engine.DType;
import java.util.List;

/**
 * One named part of an observation.
 *
 * @param name key of the part, unique within its spec
 * @param type F32 for vectors, U8 for frames
 * @param shape shape of one observation, without batch axis
 * @param role what it is for
 * @param channels one per element of a vector; empty for frames
 */
public record ObservationPart(
    String name, DType type, List<Integer> shape, Role role, List<Channel> channels) {
  /**
   * Copies the lists and checks that vectors name each of their elements.
   *
   * @throws IllegalArgumentException if a size is not positive, or a vector's channel count differs
   *     from its size
   */
  public ObservationPart {
    shape = List.copyOf(shape);
    channels = List.copyOf(channels);
    if (shape.isEmpty() || shape.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException(
          "observation \"" + name + "\": shape " + shape + " must have positive sizes");
    }
    if (shape.size() == 1 && channels.size() != shape.get(0)) {
      throw new IllegalArgumentException(
          "observation \""
              + name
              + "\": "
              + channels.size()
              + " channels named for a vector of "
              + shape.get(0));
    }
  }

  /** A state vector whose channels are given. */
  public static ObservationPart state(String name, List<Channel> channels) {
    return new ObservationPart(name, DType.F32, List.of(channels.size()), Role.STATE, channels);
  }

  /**
   * Frames of bytes.
   *
   * @param height in pixels
   * @param width in pixels
   * @param channels of a pixel
   */
  public static ObservationPart image(String name, int height, int width, int channels) {
    return new ObservationPart(
        name, DType.U8, List.of(height, width, channels), Role.IMAGE, List.of());
  }

  /** Elements of one observation. */
  public int elements() {
    int elements = 1;
    for (int i = 0; i < shape.size(); i++) {
      elements = Math.multiplyExact(elements, shape.get(i));
    }
    return elements;
  }

  /** Whether it is an F32 vector that is concatenated into the learner's observation. */
  public boolean isVector() {
    return type == DType.F32 && shape.size() == 1 && role != Role.PRIVILEGED;
  }

  /** Whether it holds frames of bytes, [height, width, channels], that a policy may see. */
  public boolean isImage() {
    return type == DType.U8 && shape.size() == 3 && role != Role.PRIVILEGED;
  }
}
