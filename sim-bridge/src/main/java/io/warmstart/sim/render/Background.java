package io.warmstart.sim.render;

/**
 * What is seen where no shape is: a gradient over the picture's height.
 *
 * @param topRgb colour of the first row, 0xRRGGBB
 * @param bottomRgb colour of the last row, 0xRRGGBB
 * @param hazeMetres distance at which half of a surface's light is replaced by the background's; 0:
 *     clear air
 */
public record Background(int topRgb, int bottomRgb, double hazeMetres) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the value and its range
   */
  public Background {
    Material.requireColour(topRgb);
    Material.requireColour(bottomRgb);
    if (!(hazeMetres >= 0) || Double.isInfinite(hazeMetres)) {
      throw new IllegalArgumentException("haze at " + hazeMetres + " m must be finite and >= 0");
    }
  }

  /** One colour, clear air. */
  public static Background of(int rgb) {
    return new Background(rgb, rgb, 0);
  }
}
