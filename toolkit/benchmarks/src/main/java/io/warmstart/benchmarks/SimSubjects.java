package io.warmstart.benchmarks;

import io.warmstart.core.environment.TaskReference;
import io.warmstart.core.space.Channel;
import io.warmstart.engine.Philox;
import io.warmstart.sim.arm.ArmPlant;
import io.warmstart.sim.mujoco.MujocoSimulator;
import io.warmstart.sim.mujoco.PhysicsLoop;
import io.warmstart.sim.pointmaze.PointMazeLoop;
import io.warmstart.sim.pointmaze.PointMazeSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What {@link SimBenchmark} can time. */
final class SimSubjects {
  private static final String STEPS = "steps/s";
  private static final Path PEERS = Path.of("toolkit", "benchmarks", "peers");
  private static final String MAZE = "maze2d-umaze-sparse";
  private static final String RUNNER = "mujoco-runner";
  private static final int RUNNER_SKIP = 5;
  private static final String ARM = "arm-reach-sparse";

  private SimSubjects() {}

  static List<SimSubject> all(SimBenchmark.Options options) {
    Optional<String> mujoco = options.mujoco();
    Supplier<Meter> mazeInC = () -> inC(mujoco, mazeModel(), 1);
    Supplier<Meter> runnerInC = () -> inC(mujoco, runnerModel(), RUNNER_SKIP);
    return List.of(
        new SimSubject("c-maze", "MuJoCo from C: point maze", STEPS, mazeInC),
        compared("maze", "point maze in closed form", STEPS, "c-maze", ">= 50", SimSubjects::maze),
        environment("maze-env", "point maze: environment", MAZE),
        new SimSubject("c-runner", "MuJoCo from C: runner", STEPS, runnerInC),
        compared(
            "ffm-runner",
            "MuJoCo from Java: runner",
            STEPS,
            "c-runner",
            ">= 0.95",
            () -> fromJava(mujoco)),
        compared(
            "node-runner",
            "MuJoCo in Node: runner",
            STEPS,
            "c-runner",
            ">= 0.5",
            () -> new NodeMeter(runnerModel(), RUNNER_SKIP)),
        new SimSubject(
            "pipe",
            "bare pipe to Python and back",
            "us",
            () -> ExchangeMeter.barePipe(PEERS.resolve("pipe_echo.py"))),
        compared("stdio", "our frames over stdio", "us", "pipe", "<= 2", ExchangeMeter::protocol),
        new SimSubject("arm-physics", "arm: physics of 5 ms", STEPS, SimSubjects::arm),
        environment("arm-env", "arm: environment, reach", ARM),
        camera(84),
        camera(128),
        environment("push-t", "Push-T: environment", "push-t"),
        environment("push-t-96", "Push-T: with a picture, 96 x 96", "push-t[picture=true]"),
        environment("pendulum", "pendulum: environment", "pendulum-v1"));
  }

  private static SimSubject compared(
      String name, String title, String unit, String peer, String wanted, Supplier<Meter> meter) {
    return new SimSubject(name, title, unit, Optional.of(new SimSubject.Peer(peer, wanted)), meter);
  }

  private static SimSubject environment(String name, String title, String task) {
    return new SimSubject(name, title, STEPS, () -> EnvironmentMeter.of(task));
  }

  private static SimSubject camera(int size) {
    String task = ARM + "[cameras=side,pictureSize=" + size + "]";
    return new SimSubject(
        "camera-" + size,
        "arm: a camera picture, " + size + " x " + size,
        "ms",
        () -> new CameraMeter(EnvironmentMeter.of(task), EnvironmentMeter.of(ARM)));
  }

  private static String mazeModel() {
    return new PointMazeSimulator().mjcf(TaskReference.of(MAZE));
  }

  private static String runnerModel() {
    return new MujocoSimulator().modelText(RUNNER);
  }

  private static Meter inC(Optional<String> mujoco, String model, int frameSkip) {
    return new MujocoLoop(PEERS.resolve("mujoco_loop.c"), mujoco, model, frameSkip);
  }

  private static Meter fromJava(Optional<String> mujoco) {
    try {
      Path model = Files.createTempFile("warmstart-bench", ".xml");
      try {
        Files.writeString(model, runnerModel());
        PhysicsLoop loop = new PhysicsLoop(mujoco.map(Path::of), model, RUNNER_SKIP);
        return new LoopMeter(
            actions -> Double.doubleToLongBits(loop.run(actions)), RUNNER_SKIP, loop::close);
      } finally {
        Files.deleteIfExists(model);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Meter maze() {
    PointMazeLoop loop = new PointMazeLoop("umaze");
    return new LoopMeter(actions -> Double.doubleToLongBits(loop.run(actions)), 1, () -> {});
  }

  /** Joint speeds up to a third of their limits, held for 50 ms of ten physics steps. */
  private static Meter arm() {
    ArmPlant plant = new ArmPlant();
    plant.reset(1);
    Philox random = Philox.of(1, "bench");
    List<Channel> commands = plant.commands();
    double[] command = new double[commands.size()];
    double[] positions = new double[plant.joints().size()];
    double[] velocities = new double[plant.joints().size()];
    return new LoopMeter(
        actions -> {
          for (long t = 0; t < actions; t++) {
            for (int i = 0; i < command.length; i++) {
              command[i] = commands.get(i).high() * (2 * random.uniform(t / 10, i) - 1) / 3;
            }
            plant.advance(command, 0.05);
          }
          plant.read(positions, velocities);
          return Double.doubleToLongBits(positions[0]);
        },
        10,
        plant::close);
  }
}
