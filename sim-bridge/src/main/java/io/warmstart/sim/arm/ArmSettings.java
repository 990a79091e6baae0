package io.warmstart.sim.arm;

import io.warmstart.core.config.Setting;

/**
 * What a task reference may change about an arm task, such as {@code
 * arm-push-sparse[control=joint-velocity, mass.low=0.5, mass.high=2]}.
 *
 * @param control what an action means
 * @param rotation what an end-effector action may turn
 * @param gripper how the gripper is commanded
 * @param endOnSuccess whether success terminates the episode
 * @param mass factor of the mass of what is moved
 * @param friction factor of the friction of what is moved
 * @param delay control periods that pass before an action acts
 * @param noise standard deviation of the noise on observations
 * @param light brightness of the light that cameras see
 * @param cameras which pictures are observed
 * @param pictureSize height and width of a picture
 * @param depth whether each camera also gives depth
 * @param hideObject whether the object's pose is for critics and reports only
 */
public record ArmSettings(
    @Setting(doc = "what an action means") Control control,
    @Setting(doc = "what an end-effector action may turn; fixed keeps the tool straight down")
        ToolTurn rotation,
    @Setting(doc = "gripper command: opening wanted, or one of two choices") Gripper gripper,
    @Setting(doc = "whether success terminates the episode") boolean endOnSuccess,
    @Setting(doc = "factor of the object's mass, drawn for each episode") Range mass,
    @Setting(doc = "factor of the object's friction, drawn for each episode") Range friction,
    @Setting(doc = "control periods before an action acts, drawn for each episode") Range delay,
    @Setting(doc = "standard deviation of observation noise (m, rad, rad/s), drawn per episode")
        Range noise,
    @Setting(doc = "brightness of the light for cameras, drawn for each episode") Range light,
    @Setting(doc = "which pictures are observed") Cameras cameras,
    @Setting(doc = "height and width of a picture, pixels", min = 16, max = 480) int pictureSize,
    @Setting(doc = "whether each camera also gives depth") boolean depth,
    @Setting(doc = "whether the object's pose is hidden from the policy") boolean hideObject) {
  /** What an action means. */
  public enum Control {
    /** Displacement of the tool in one period, by inverse kinematics. */
    END_EFFECTOR_DELTA,
    /** Speeds of the joints. */
    JOINT_VELOCITY,
    /** Changes of the joint angles in one period. */
    JOINT_DELTA
  }

  /** What an end-effector action may turn. */
  public enum ToolTurn {
    /** Nothing: three numbers, the tool points straight down. */
    FIXED,
    /** The tool about the vertical: four numbers. */
    YAW,
    /** Everything: six numbers, a twist. */
    FREE
  }

  /** How the gripper is commanded. */
  public enum Gripper {
    /** One number in [-1, 1]: the opening wanted, from closed to wide open. */
    CONTINUOUS,
    /** A choice of its own: open or closed. */
    DISCRETE
  }

  /** Which pictures are observed. */
  public enum Cameras {
    /** None. */
    NONE,
    /** One on the hand. */
    WRIST,
    /** One beside the table. */
    SIDE,
    /** Both. */
    BOTH
  }

  /**
   * An interval to draw from uniformly.
   *
   * @param low smallest value
   * @param high largest value
   */
  public record Range(
      @Setting(doc = "smallest value", min = 0) double low,
      @Setting(doc = "largest value", min = 0) double high) {
    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException if {@code low > high}
     */
    public Range {
      if (!(low <= high)) {
        throw new IllegalArgumentException("low = " + low + " must not exceed high = " + high);
      }
    }

    /** The value at {@code u} in [0, 1) of the interval. */
    double at(double u) {
      return low + (high - low) * u;
    }

    /** The whole number at {@code u} in [0, 1), both ends included. */
    int wholeAt(double u) {
      long first = (long) Math.ceil(low);
      long last = (long) Math.floor(high);
      return (int) Math.min(last, first + (long) ((last - first + 1) * u));
    }
  }

  /**
   * Checks what depends on more than one number.
   *
   * @throws IllegalArgumentException naming the setting, its value and its range
   */
  public ArmSettings {
    if (mass.low() <= 0) {
      throw new IllegalArgumentException("mass.low = " + mass.low() + " must be greater than 0");
    }
    if (delay.high() > 20 || Math.ceil(delay.low()) > Math.floor(delay.high())) {
      throw new IllegalArgumentException(
          "delay = "
              + delay.low()
              + " to "
              + delay.high()
              + " must hold a whole number of periods, at most 20");
    }
  }

  /** The defaults: end-effector control, state observations, nothing randomised. */
  public ArmSettings() {
    this(
        Control.END_EFFECTOR_DELTA,
        ToolTurn.FIXED,
        Gripper.CONTINUOUS,
        true,
        new Range(1, 1),
        new Range(1, 1),
        new Range(0, 0),
        new Range(0, 0),
        new Range(1, 1),
        Cameras.NONE,
        84,
        false,
        false);
  }
}
