package io.warmstart.sim.render;

import java.util.List;

/**
 * Everything that can be seen. The shapes may move between frames.
 *
 * @param shapes in any order
 * @param light of the scene
 * @param background behind the shapes
 */
public record Scene(List<Shape> shapes, Light light, Background background) {
  /** Copies the list. */
  public Scene {
    shapes = List.copyOf(shapes);
  }

  /** The same under another light. */
  public Scene withLight(Light other) {
    return new Scene(shapes, other, background);
  }
}
