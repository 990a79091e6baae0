package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training from end to end with {@code --device nd4j}. */
final class Nd4jDeviceTest {
  private static final String TASK = "maze2d-umaze-sparse";

  @TempDir static Path shared;
  private static Path dataset;

  @TempDir Path folder;

  @BeforeAll
  static void generate() {
    dataset = shared.resolve("maze.hdf5");
    CommandRun.of("dataset", "generate", TASK, "--steps", 400, "--seed", 3, "--out", dataset)
        .succeeded();
  }

  @Test
  void smallIqlTrainsLikeOnTheCpuAndItsRunIsEvaluatedAndResumed() throws IOException {
    Path run = folder.resolve("nd4j");
    CommandRun trained = train("nd4j", run).succeeded();
    assertThat(trained.fact("step")).isEqualTo("20");
    assertThat(trained.out().lines()).hasSize(3);
    train("cpu", folder.resolve("cpu")).succeeded();
    List<Double> expected = lastMetrics(folder.resolve("cpu"));
    List<Double> found = lastMetrics(run);
    assertThat(found).hasSizeGreaterThan(4).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      double limit = 1e-3 * (1 + Math.abs(expected.get(i)));
      assertThat(found.get(i)).as("metric %d", i).isCloseTo(expected.get(i), within(limit));
    }
    CommandRun.of("eval", run, "--task", TASK, "--episodes", 1, "--device", "nd4j", "--quiet")
        .succeeded();
    CommandRun.of("resume", run, "--steps", 30, "--quiet").succeeded();
  }

  private static CommandRun train(String device, Path out) {
    return CommandRun.of(
        "train",
        "iql",
        "--preset",
        "small",
        "--device",
        device,
        "--dataset",
        dataset,
        "--out",
        out,
        "--steps",
        20,
        "--quiet");
  }

  private static List<Double> lastMetrics(Path run) throws IOException {
    String last = Files.readAllLines(run.resolve("metrics.csv")).getLast();
    return List.of(last.split(",")).stream().map(Double::parseDouble).toList();
  }
}
