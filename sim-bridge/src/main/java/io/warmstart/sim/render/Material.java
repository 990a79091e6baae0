package io.warmstart.sim.render;

/**
 * What a surface looks like.
 *
 * @param rgb colour as on a screen, 0xRRGGBB
 * @param specular strength of the highlight, 0 (chalk) to 1 (polished)
 * @param checkerRgb second colour of a chequered surface, 0xRRGGBB
 * @param checkerMetres side of a square along the mesh's own x and y; 0: one colour
 */
public record Material(int rgb, double specular, int checkerRgb, double checkerMetres) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the value and its range
   */
  public Material {
    requireColour(rgb);
    requireColour(checkerRgb);
    if (!(specular >= 0 && specular <= 1)) {
      throw new IllegalArgumentException("specular = " + specular + " must be in [0, 1]");
    }
    if (!(checkerMetres >= 0) || Double.isInfinite(checkerMetres)) {
      throw new IllegalArgumentException(
          "checker squares of " + checkerMetres + " m must be finite and >= 0");
    }
  }

  /** A dull surface of one colour, 0xRRGGBB. */
  public static Material of(int rgb) {
    return new Material(rgb, 0, rgb, 0);
  }

  /**
   * A dull surface of one colour.
   *
   * @param red in [0, 1], as on a screen; green and blue likewise
   */
  public static Material of(double red, double green, double blue) {
    return of(level(red) << 16 | level(green) << 8 | level(blue));
  }

  private static int level(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("colour share " + share + " must be in [0, 1]");
    }
    return (int) Math.rint(share * 255);
  }

  /** The same with a highlight, 0 to 1. */
  public Material withSpecular(double strength) {
    return new Material(rgb, strength, checkerRgb, checkerMetres);
  }

  /** The same with squares of a second colour. */
  public Material withChecker(int otherRgb, double metres) {
    return new Material(rgb, specular, otherRgb, metres);
  }

  static void requireColour(int rgb) {
    if (rgb >>> 24 != 0) {
      throw new IllegalArgumentException(
          "colour 0x" + Integer.toHexString(rgb) + " must be 0xRRGGBB");
    }
  }

  /** Light that a colour channel reflects, about linear: screens show its root. */
  static float linear(int rgb, int shift) {
    float share = (rgb >> shift & 0xFF) / 255f;
    return share * share;
  }
}
