package io.warmstart.sim.mujoco;

/**
 * A release of MuJoCo.
 *
 * @param major first number
 * @param minor second number
 * @param patch third number
 */
record MujocoVersion(int major, int minor, int patch) implements Comparable<MujocoVersion> {
  /** The first release with the functions that are bound, as a stable interface. */
  static final MujocoVersion OLDEST = new MujocoVersion(3, 0, 0);

  /** The release that moved the controls within a state. */
  private static final MujocoVersion MOVED_CONTROLS = new MujocoVersion(3, 5, 0);

  /**
   * What {@code mj_version()} means: one digit per number up to 3.4.0 (331 is 3.3.1), three digits
   * per number from 3.5.0 on (3005000 is 3.5.0).
   */
  static MujocoVersion of(int code) {
    return code >= 1_000_000
        ? new MujocoVersion(code / 1_000_000, code / 1000 % 1000, code % 1000)
        : new MujocoVersion(code / 100, code / 10 % 10, code % 10);
  }

  /**
   * The bit of {@code mjtState} that stands for the controls: 5 in 3.0.0 to 3.4.0, 6 from 3.5.0 on,
   * where a history field was put before it. With the wrong bit nothing fails: controls end up in
   * the solver's warm start and the robot does not move, which {@link SelfTest} finds out.
   */
  int controlBit() {
    return compareTo(MOVED_CONTROLS) < 0 ? 1 << 5 : 1 << 6;
  }

  @Override
  public int compareTo(MujocoVersion other) {
    int difference = Integer.compare(major, other.major);
    difference = difference != 0 ? difference : Integer.compare(minor, other.minor);
    return difference != 0 ? difference : Integer.compare(patch, other.patch);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
