package io.warmstart.sim.render;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Draws scenes into its own buffers. After the first frame of a scene nothing is allocated. One
 * thread at a time; renderers of different threads may share scenes whose shapes do not move.
 *
 * <pre>{@code
 * renderer.draw(scene, camera);
 * renderer.copyRgb(observation.part(1));
 * }</pre>
 */
public final class Renderer {
  /** Levels of light that the table of roots tells apart. */
  private static final int LEVELS = 1 << 14;

  private final int height;
  private final int width;
  private final int samples;
  private final Visibility seen;
  private final ShadowMap shadows;
  private final Shading shading;
  private final float[] linear;
  private final byte[] rgb;

  /** What a screen is told, by light. */
  private final byte[] roots = new byte[LEVELS + 1];

  private Renderer(int height, int width, int samples, int shadowCells) {
    if (height < 1 || width < 1 || (long) height * width > 1 << 24) {
      throw new IllegalArgumentException(
          "a picture of " + height + " x " + width + " must have 1 to 16 million pixels");
    }
    this.height = height;
    this.width = width;
    this.samples = samples;
    this.seen = new Visibility(height * samples, width * samples);
    this.shadows = new ShadowMap(shadowCells);
    this.shading = new Shading(seen, shadows);
    this.linear = new float[3 * seen.height * seen.width];
    this.rgb = new byte[3 * height * width];
    for (int i = 0; i <= LEVELS; i++) {
      roots[i] = (byte) Math.rint(255 * Math.sqrt((double) i / LEVELS));
    }
  }

  /**
   * A renderer for cameras of robots: one sample per pixel.
   *
   * @param height in pixels
   * @param width in pixels
   * @throws IllegalArgumentException if there is no pixel or more than 16 million
   */
  public Renderer(int height, int width) {
    this(height, width, 1, Math.max(height, width) > 128 ? 512 : 256);
  }

  /**
   * A renderer for pictures that people look at: four samples per pixel and finer shadows; about
   * five times the time.
   */
  public static Renderer forPeople(int height, int width) {
    return new Renderer(height, width, 2, 1024);
  }

  /** Rows of the picture. */
  public int height() {
    return height;
  }

  /** Columns of the picture. */
  public int width() {
    return width;
  }

  /** Draws a frame over the last one. */
  public void draw(Scene scene, Camera camera) {
    shadows.draw(scene);
    drawFrom(scene, camera);
  }

  /**
   * Draws the scene of the last frame from another camera and keeps its shadows: nothing may have
   * moved since.
   */
  public void drawFrom(Scene scene, Camera camera) {
    seen.draw(scene, camera);
    shading.draw(scene, camera, linear);
    develop();
  }

  private void develop() {
    float scale = LEVELS / (float) (samples * samples);
    int across = 3 * width * samples;
    for (int row = 0; row < height; row++) {
      for (int i = 0; i < 3 * width; i++) {
        int from = row * samples * across + i / 3 * 3 * samples + i % 3;
        float light = linear[from];
        if (samples == 2) {
          light =
              shown(light)
                  + shown(linear[from + 3])
                  + shown(linear[from + across])
                  + shown(linear[from + across + 3]);
        }
        rgb[row * 3 * width + i] = roots[Math.clamp((int) (light * scale + 0.5f), 0, LEVELS)];
      }
    }
  }

  /** A sample that is too bright to show must not outshine its neighbours. */
  private static float shown(float light) {
    return Math.min(1, light);
  }

  /**
   * The last frame's colours.
   *
   * @param target receives red, green and blue bytes, row-major from the top, [height, width, 3]
   */
  public void copyRgb(byte[] target) {
    System.arraycopy(rgb, 0, target, 0, rgb.length);
  }

  /**
   * The last frame's colours, into an image part of an observation.
   *
   * @param target receives red, green and blue bytes, row-major from the top, [height, width, 3]
   */
  public void copyRgb(MemorySegment target) {
    MemorySegment.copy(rgb, 0, target, ValueLayout.JAVA_BYTE, 0, rgb.length);
  }

  /**
   * The last frame's depth along the line of sight of the camera's middle, as depth cameras give
   * it.
   *
   * @param target receives metres, row-major from the top, [height, width]
   * @param none value where nothing is seen
   */
  public void copyDepth(float[] target, float none) {
    for (int i = 0; i < height * width; i++) {
      target[i] = depth(i, none);
    }
  }

  /**
   * The last frame's depth, into an F32 segment; see {@link #copyDepth(float[], float)}.
   *
   * @param target receives metres, row-major from the top, [height, width]
   * @param none value where nothing is seen
   */
  public void copyDepth(MemorySegment target, float none) {
    for (int i = 0; i < height * width; i++) {
      target.setAtIndex(ValueLayout.JAVA_FLOAT, i, depth(i, none));
    }
  }

  /**
   * The last frame's depth as bytes, [height, width]: 255 at and beyond {@code far} metres and
   * where nothing is seen, in proportion before.
   *
   * @param target receives one byte per pixel
   * @param far metres
   */
  public void copyDepthBytes(MemorySegment target, float far) {
    for (int i = 0; i < height * width; i++) {
      float share = Math.min(1, depth(i, far) / far);
      target.set(ValueLayout.JAVA_BYTE, i, (byte) (int) (share * 255 + 0.5f));
    }
  }

  private float depth(int pixel, float none) {
    int row = pixel / width * samples;
    int column = pixel % width * samples;
    float inverse = seen.inverseDepth[row * seen.width + column];
    return inverse == 0 ? none : 1 / inverse;
  }
}
