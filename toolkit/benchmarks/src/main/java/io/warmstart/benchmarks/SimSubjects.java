package io.warmstart.benchmarks;

import io.warmstart.sim.pointmaze.PointMazeLoop;
import java.util.List;
import java.util.function.Supplier;

/** What {@link SimBenchmark} can time. */
final class SimSubjects {
  private static final String STEPS = "steps/s";

  private SimSubjects() {}

  static List<SimSubject> all(SimBenchmark.Options options) {
    return List.of(
        new SimSubject("maze", "point maze, physics in closed form", STEPS, SimSubjects::maze),
        environment("maze-env", "point maze, environment", "maze2d-umaze-sparse"),
        environment("pendulum", "pendulum, environment", "pendulum-v1"),
        environment("push-t", "Push-T, environment", "push-t"),
        environment("push-t-96", "Push-T with a picture of 96 x 96", "push-t[picture=true]"));
  }

  private static Meter maze() {
    PointMazeLoop loop = new PointMazeLoop("umaze");
    return new LoopMeter(actions -> Double.doubleToLongBits(loop.run(actions)), 1, () -> {});
  }

  private static SimSubject environment(String name, String title, String task) {
    Supplier<Meter> meter = () -> EnvironmentMeter.of(task, 1);
    return new SimSubject(name, title, STEPS, meter);
  }
}
