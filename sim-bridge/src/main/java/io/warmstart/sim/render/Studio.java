package io.warmstart.sim.render;

import io.warmstart.core.environment.Picture;
import org.jspecify.annotations.Nullable;

/**
 * Pictures of one scene for people to look at. It keeps the renderer of the last size, so that the
 * frames of an episode share its buffers. One thread at a time.
 */
public final class Studio {
  private final Scene scene;
  private final Camera camera;
  private @Nullable Renderer renderer;

  /** Takes pictures of the scene; shapes and camera may move in between. */
  public Studio(Scene scene, Camera camera) {
    this.scene = scene;
    this.camera = camera;
  }

  /**
   * The scene as it is now.
   *
   * @param height in pixels
   * @param width in pixels
   * @throws IllegalArgumentException if there is no pixel or more than 16 million
   */
  public Picture picture(int height, int width) {
    Renderer fitting = renderer;
    if (fitting == null || fitting.height() != height || fitting.width() != width) {
      fitting = Renderer.forPeople(height, width);
      renderer = fitting;
    }
    fitting.draw(scene, camera);
    byte[] rgb = new byte[3 * height * width];
    fitting.copyRgb(rgb);
    return new Picture(height, width, rgb);
  }
}
