package io.warmstart.sim.arm;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.sim.arm.ArmSettings.Cameras;
import io.warmstart.sim.render.Renderer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The picture parts of an observation: {@code wrist} and {@code side} [size, size, 3], each
 * followed by its depth [size, size, 1] if asked for, 255 at {@link #FAR} and beyond.
 */
final class ArmCameras {
  /** Depth that the largest byte stands for, m. */
  static final float FAR = 2;

  private final boolean wrist;
  private final boolean side;
  private final int size;
  private final boolean depth;
  private @Nullable Renderer renderer;

  ArmCameras(ArmSettings settings) {
    this.wrist = settings.cameras() == Cameras.WRIST || settings.cameras() == Cameras.BOTH;
    this.side = settings.cameras() == Cameras.SIDE || settings.cameras() == Cameras.BOTH;
    this.size = settings.pictureSize();
    this.depth = settings.depth();
  }

  /** The parts in order. */
  List<ObservationPart> parts() {
    List<ObservationPart> parts = new ArrayList<>();
    if (wrist) {
      add("wrist", parts);
    }
    if (side) {
      add("side", parts);
    }
    return parts;
  }

  private void add(String name, List<ObservationPart> parts) {
    parts.add(ObservationPart.image(name, size, size, 3));
    if (depth) {
      parts.add(ObservationPart.image(name + "-depth", size, size, 1));
    }
  }

  /** Whether there is any. */
  boolean any() {
    return wrist || side;
  }

  /**
   * Draws all parts.
   *
   * @param first index of the first picture part
   */
  void write(ArmScene scene, int first, Observation observation) {
    Renderer drawer = renderer == null ? new Renderer(size, size) : renderer;
    renderer = drawer;
    int part = first;
    scene.follow();
    if (wrist) {
      scene.drawWrist(drawer);
      part = copy(drawer, part, observation);
    }
    if (side) {
      scene.drawSide(drawer);
      copy(drawer, part, observation);
    }
  }

  private int copy(Renderer drawer, int part, Observation observation) {
    drawer.copyRgb(observation.part(part));
    if (depth) {
      drawer.copyDepthBytes(observation.part(part + 1), FAR);
    }
    return part + (depth ? 2 : 1);
  }
}
