package io.warmstart.sim.mujoco;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.TaskReference;
import java.nio.file.Path;
import java.util.Optional;

/** A maze in MuJoCo in double precision, for the tests of the closed form. */
public final class MazeWorld implements AutoCloseable {
  private final MujocoEnvironment environment;
  private final Observation observation;

  /**
   * A maze on MuJoCo 2.2.2; skips the test where that is missing.
   *
   * @param size such as {@code umaze}
   */
  public MazeWorld(Path folder, String size) {
    String library = NativeTools.in(folder).shim(331, 5).toString();
    MujocoSimulator simulator = new MujocoSimulator(new LibrarySearch(Optional.of(library)));
    environment = simulator.environment(TaskReference.of("mujoco-maze-" + size));
    observation = Observation.of(environment.spec());
  }

  /** Starts an episode. */
  public void reset(long seed) {
    environment.reset(seed, observation);
  }

  /** Steps with an action, clipped in place. */
  public void step(float[] action) {
    environment.step(action, observation);
  }

  /** Position x, y, velocity x, y. */
  public double[] state() {
    MujocoData world = environment.world();
    return new double[] {
      world.position(0), world.position(1), world.velocity(0), world.velocity(1)
    };
  }

  @Override
  public void close() {
    environment.close();
  }
}
