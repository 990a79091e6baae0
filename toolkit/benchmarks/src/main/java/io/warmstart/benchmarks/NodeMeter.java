package io.warmstart.benchmarks;

import io.warmstart.core.environment.TaskReference;
import io.warmstart.engine.Philox;
import io.warmstart.sim.node.NodeSimulator;
import io.warmstart.sim.process.ProcessVector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * MuJoCo in a Node process, eight copies a message: physics steps per second of processor time of
 * both processes.
 */
final class NodeMeter implements Meter {
  private static final int COPIES = 8;
  private static final int SLICES = 5;

  private final Path model;
  private final int frameSkip;
  private final ProcessVector vector;
  private final CpuClock clock = new CpuClock();
  private final Philox random = Philox.of(1, "bench");
  private long messages;

  /**
   * Starts the process.
   *
   * @param mjcf text of the model, whose controls are in [-1, 1]
   * @param frameSkip physics steps per action
   * @throws MissingPieceException if Node or its package is not there
   */
  NodeMeter(String mjcf, int frameSkip) {
    this.frameSkip = frameSkip;
    NodeSimulator node = new NodeSimulator();
    try {
      model = Files.createTempFile("warmstart-bench", ".xml");
      Files.writeString(model, mjcf);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TaskReference task =
        TaskReference.parse("mujoco-node:" + model + "[frameSkip=" + frameSkip + "]");
    node.missing(task)
        .ifPresent(what -> {
          delete();
          throw new MissingPieceException(what);
        });
    vector = node.createVector(task, COPIES);
    vector.reset(1);
  }

  @Override
  public double measure(double seconds) {
    long wall = System.nanoTime();
    double start = clock.withChildren();
    double end = start;
    long before = messages;
    for (int slice = 1; slice <= 3 * SLICES && end - start < seconds; slice++) {
      long sliceEnd = wall + (long) (slice * seconds / SLICES * 1e9);
      do {
        step();
      } while (System.nanoTime() < sliceEnd);
      end = clock.withChildren();
    }
    return (messages - before) * COPIES * frameSkip / (end - start);
  }

  private void step() {
    for (int i = 0; i < COPIES; i++) {
      float[] action = vector.action(i);
      for (int k = 0; k < action.length; k++) {
        action[k] = (float) (2 * random.uniform(messages, i * 100L + k) - 1);
      }
    }
    vector.step();
    messages++;
  }

  private void delete() {
    try {
      Files.deleteIfExists(model);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    vector.close();
    delete();
  }
}
