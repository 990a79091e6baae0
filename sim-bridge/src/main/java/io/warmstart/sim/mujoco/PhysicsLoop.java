package io.warmstart.sim.mujoco;

import io.warmstart.core.environment.EnvironmentException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The bare loop through the binding, for benchmarks: the same work with the same controls as {@code
 * toolkit/benchmarks/peers/mujoco_loop.c}, so that both end with the same checksum.
 */
public final class PhysicsLoop implements AutoCloseable {
  private static final int EPISODE = 1000;

  private final MujocoData world;
  private final int frameSkip;
  private long generator = 1;

  /**
   * Loads a model.
   *
   * @param library file or folder of libmujoco; empty: as the tasks find it
   * @param model MJCF
   * @param frameSkip physics steps per action, at least 1
   * @throws EnvironmentException in one line, if there is no usable library or model
   */
  public PhysicsLoop(Optional<Path> library, Path model, int frameSkip) {
    SharedModels models = new SharedModels(new LibrarySearch());
    this.world = new MujocoData(models.ofFile(models.library(library), model));
    this.frameSkip = frameSkip;
  }

  /** Version of MuJoCo, such as {@code 3.12.0}. */
  public String version() {
    return world.model().library().version().toString();
  }

  /**
   * Runs from the initial state: {@code frameSkip} steps per action, a reset every 1000 actions.
   *
   * @return sum of all positions and velocities after each action
   */
  public double run(long actions) {
    Shape shape = world.model().shape();
    int controls = shape.actuators().size();
    double checksum = 0;
    generator = 1;
    for (long action = 0; action < actions; action++) {
      if (action % EPISODE == 0) {
        world.reset();
      }
      for (int i = 0; i < controls; i++) {
        world.setControl(i, 2 * uniform() - 1);
      }
      world.step(frameSkip);
      for (int i = 0; i < shape.positions(); i++) {
        checksum += world.position(i);
      }
      for (int i = 0; i < shape.velocities(); i++) {
        checksum += world.velocity(i);
      }
    }
    return checksum;
  }

  /** splitmix64, as in the C program. */
  private double uniform() {
    generator += 0x9e3779b97f4a7c15L;
    long z = generator;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    z ^= z >>> 31;
    return (z >>> 11) * 0x1p-53;
  }

  @Override
  public void close() {
    world.close();
  }
}
