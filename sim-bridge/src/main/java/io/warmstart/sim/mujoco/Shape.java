package io.warmstart.sim.mujoco;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The sizes of a model.
 *
 * @param positions numbers that place all joints, nq
 * @param velocities degrees of freedom, nv
 * @param actuators one per control, in order
 * @param timeStep seconds per physics step
 */
record Shape(int positions, int velocities, List<Actuator> actuators, double timeStep) {
  private static final double NANOSECONDS = 1e9;

  Shape {
    actuators = List.copyOf(actuators);
  }

  /** A shape with unnamed controls in [-1, 1]. */
  static Shape of(int positions, int velocities, int controls, double timeStep) {
    return new Shape(
        positions,
        velocities,
        IntStream.range(0, controls).mapToObj(i -> Actuator.within("control" + i, -1, 1)).toList(),
        timeStep);
  }

  /** The time of that many physics steps. */
  Duration period(int frameSkip) {
    return Duration.ofNanos(Math.round(frameSkip * timeStep * NANOSECONDS));
  }

  /** Sizes, for messages. */
  String sizes() {
    return positions
        + " positions, "
        + velocities
        + " velocities and "
        + actuators.size()
        + " controls";
  }
}
