package io.warmstart.sim.pointmaze;

import io.warmstart.core.config.Setting;

/**
 * The two ways in which MuJoCo versions differ at a wall. Each is an option of its own, because
 * they changed in different releases.
 *
 * @param margin how the contact margins of ball and wall combine
 * @param inverseWeight how the contact's inverse weight follows from the mass
 */
public record ContactModel(
    @Setting(doc = "how the margins of ball and wall are joined") Margin margin,
    @Setting(doc = "what scales the stiffness of a contact") InverseWeight inverseWeight) {
  /** Margin of each of the two geometries, metres. */
  private static final double GEOMETRY_MARGIN = 0.002;

  /** How the contact margins of two geometries combine. */
  public enum Margin {
    /** The larger one; MuJoCo before 3.5.0. */
    MAXIMUM,
    /** Their sum; MuJoCo 3.5.0 and later. */
    SUM
  }

  /** Approximate inverse inertia that scales the stiffness of a contact. */
  public enum InverseWeight {
    /** {@code 2 / (3 m)}, the mean over three axes of which two can move; MuJoCo 2.2.2. */
    TWO_THIRDS,
    /** {@code 1 / m}; MuJoCo 3.12.0. */
    FULL
  }

  /** What D4RL's data were recorded with, as in MuJoCo 2.2.2. */
  public static ContactModel d4rl() {
    return new ContactModel(Margin.MAXIMUM, InverseWeight.TWO_THIRDS);
  }

  /** As in MuJoCo 3.12.0. */
  public static ContactModel mujoco312() {
    return new ContactModel(Margin.SUM, InverseWeight.FULL);
  }

  /** Distance below which a contact acts, metres. */
  double marginMetres() {
    return switch (margin) {
      case MAXIMUM -> GEOMETRY_MARGIN;
      case SUM -> 2 * GEOMETRY_MARGIN;
    };
  }

  /**
   * Inverse weight of a contact of a body that can only translate in the plane, 1/kg.
   *
   * @param mass kilograms
   */
  double inverseWeight(double mass) {
    return switch (inverseWeight) {
      case TWO_THIRDS -> 2 / (3 * mass);
      case FULL -> 1 / mass;
    };
  }
}
