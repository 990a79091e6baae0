package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.ReadOptions.Reading;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.learner.Images;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.learner.Preprocessing;
import io.warmstart.core.network.GaussianActor;
import io.warmstart.core.training.Evaluation;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.offline.bc.Bc;
import io.warmstart.sim.pointmaze.PixelMazeSimulator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small convolutional policy finds goals that only an 84 x 84 picture shows, from an HDF5 file,
 * on the cpu executor; numbers in {@code toolkit/docs/results/pixels.md}.
 */
class PixelLearningTest {
  private static final String TASK = "maze2d-umaze-pixels";
  private static final int UPDATES = 750;
  private static final int EPISODES = 30;

  private final PixelMazeSimulator simulator = new PixelMazeSimulator();

  @TempDir Path folder;

  @Test
  void pictureLeadsToTheGoal() {
    Bc.Config config =
        new Bc.Config(
            Bc.Variant.DETERMINISTIC, 1e-3, 32, List.of(64), new GaussianActor.Range(-5, 2));
    Path file = folder.resolve("pixels.hdf5");
    try (Dataset recorded = simulator.collect(TASK, new CollectionOptions(6000, 0.3, 0, 1))) {
      Datasets.format("d4rl").write(recorded, file, Map.of());
    }
    try (Dataset data = Datasets.read(file, Reading.STRICT)) {
      int withPicture = successes(config, new Images(), data);
      int without = successes(config, Images.NONE, data);
      assertThat(withPicture)
          .as("goals of %d reached with the picture", EPISODES)
          .isGreaterThanOrEqualTo(18);
      assertThat(without).as("goals of %d reached without", EPISODES).isLessThan(withPicture - 6);
    }
  }

  private int successes(Bc.Config config, Images images, Dataset data) {
    try (Learner learner =
            Learner.create(config, data.spec(), Preprocessing.of(images), new CpuExecutor(1), 1);
        Environment environment = simulator.create(TASK)) {
      learner.train(data, UPDATES);
      try (Policy policy = learner.policy()) {
        return Evaluation.of(environment, EPISODES, 5).run(policy).successes();
      }
    }
  }
}
