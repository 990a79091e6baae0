package io.warmstart.sim.render;

/**
 * A far lamp and the light that comes from everywhere.
 *
 * @param towards direction from the scene to the lamp, any length
 * @param ambient light from everywhere, 0 to 1
 * @param intensity of the lamp, 0 to 4; 1 shows a surface that faces it in its own colour
 * @param shadows whether shapes shade each other; without it a frame costs about a third less
 */
public record Light(Vector3 towards, double ambient, double intensity, boolean shadows) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the value and its range
   */
  public Light {
    towards = towards.unit("direction to the light");
    if (!(ambient >= 0 && ambient <= 1)) {
      throw new IllegalArgumentException("ambient light = " + ambient + " must be in [0, 1]");
    }
    if (!(intensity >= 0 && intensity <= 4)) {
      throw new IllegalArgumentException("light intensity = " + intensity + " must be in [0, 4]");
    }
  }

  /** A lamp that casts shadows. */
  public Light(Vector3 towards, double ambient, double intensity) {
    this(towards, ambient, intensity, true);
  }

  /** A bright room, the lamp high on one side. */
  public static Light studio() {
    return new Light(new Vector3(-0.45, -0.55, 1.1), 0.32, 0.85);
  }

  /** The same without shadows. */
  public Light withoutShadows() {
    return new Light(towards, ambient, intensity, false);
  }
}
