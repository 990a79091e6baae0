package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.run.Manifest;
import io.warmstart.core.run.RunDirectory;
import io.warmstart.engine.Philox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills training at seeded moments and goes on with it until it is done. */
class KillTest {
  private static final int STEPS = 4000;
  private static final int LONGEST_MILLIS = 4000;

  @TempDir Path folder;

  @Test
  void aRunKilledAtThreeMomentsEndsAsIfNothingHadHappened() throws Exception {
    killed(3);
  }

  @Test
  @Tag("nightly")
  void aRunKilledAtTwentyMomentsEndsAsIfNothingHadHappened() throws Exception {
    killed(20);
  }

  @Test
  void aTerminatedRunSavesAndSaysSo() throws Exception {
    Path dataset = folder.resolve("maze.hdf5");
    CommandRun.of("dataset", "generate", "maze2d-open-dense", "--steps", 300, "--out", dataset)
        .succeeded();
    Path run = folder.resolve("run");
    Process process = start(run, dataset, 10_000_000);
    try {
      await(() -> Files.exists(run) && !RunDirectory.open(run).checkpoints().entries().isEmpty());
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isEqualTo(ExitCode.INTERRUPTED.code());
    Manifest.Session session = RunDirectory.open(run).manifest().current();
    assertThat(session.status()).isEqualTo(Manifest.Status.INTERRUPTED);
    assertThat(RunDirectory.open(run).checkpoints().entries().getLast().step())
        .isEqualTo(session.toStep());
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private void killed(int kills) throws Exception {
    Path dataset = folder.resolve("maze.hdf5");
    CommandRun.of("dataset", "generate", "maze2d-open-dense", "--steps", 300, "--out", dataset)
        .succeeded();
    String expected =
        CommandRun.train(dataset, folder.resolve("whole"), settings(STEPS)).fact("checkpoint hash");
    Path run = folder.resolve("run");
    Philox random = Philox.of(Long.getLong("test.seed", 5), "kill-moments");
    for (int kill = 0; kill < kills; kill++) {
      Process process = start(run, dataset, STEPS);
      long wait = (long) (LONGEST_MILLIS * random.uniform(kill, 0));
      boolean ended = process.waitFor(wait, TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
      if (ended) {
        assertThat(process.exitValue()).isZero();
      }
    }
    CommandRun last =
        Files.exists(run)
            ? CommandRun.of("resume", run)
            : CommandRun.train(dataset, run, settings(STEPS));
    assertThat(last.succeeded().fact("checkpoint hash")).isEqualTo(expected);
    assertThat(Files.readAllLines(run.resolve("metrics.csv")))
        .hasSameSizeAs(Files.readAllLines(folder.resolve("whole/metrics.csv")));
    assertThat(RunDirectory.list(folder)).hasSize(2);
  }

  private static Object[] settings(long steps) {
    return new Object[] {
      "--steps", steps, "--set", "training.saveEvery=50", "--set", "training.logEvery=100"
    };
  }

  private static Process start(Path run, Path dataset, long steps) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    if (Files.exists(run)) {
      words.addAll(List.of("resume", run.toString()));
    } else {
      words.addAll(
          List.of(
              "train",
              "bc",
              "--dataset",
              dataset.toString(),
              "--out",
              run.toString(),
              "--device",
              "reference",
              "--batch",
              "8",
              "--set",
              "learner.hidden=[8]",
              "--quiet"));
      for (Object word : settings(steps)) {
        words.add(word.toString());
      }
    }
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
