package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.cli.sweep.CellResult;
import io.warmstart.cli.sweep.ResultsTable;
import io.warmstart.core.run.Checkpoint;
import io.warmstart.core.run.Manifest;
import io.warmstart.core.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps with real child processes: failures, resumption, locks, signals. */
class SweepCommandTest {
  private static final String SMALL =
      """
      set: {device: reference, learner.hidden: [8], learner.batchSize: 8}
      score: {episodes: 2}
      """;

  @TempDir static Path shared;
  private static Path maze;

  @TempDir Path folder;

  @BeforeAll
  static void generate() {
    maze = shared.resolve("maze.hdf5");
    CommandRun.of("dataset", "generate", "maze2d-open-dense", "--steps", 300, "--out", maze)
        .succeeded();
  }

  private Path grid(String text) throws IOException {
    return Files.writeString(folder.resolve("grid.yaml"), text + SMALL);
  }

  private String cloning(int steps) {
    return """
    algorithms: {bc: {}}
    datasets: {open: {file: '%s', task: maze2d-open-dense}}
    seeds: [1]
    training: {steps: %d, saveEvery: 50, evaluateEvery: 0}
    """
        .formatted(maze, steps);
  }

  @Test
  void aFailedCellIsRecordedAndTheOthersAreDone() throws IOException {
    Path out = folder.resolve("sweep");
    String text =
        """
        algorithms: {bc: {}}
        datasets:
          open: {file: '%s', task: maze2d-open-dense}
          wrong: {file: '%s', task: pendulum-v1}
        seeds: [1]
        training: {steps: 20, evaluateEvery: 0}
        """
            .formatted(maze, maze);
    Path grid = grid(text);
    CommandRun first = CommandRun.of("sweep", grid, "--out", out, "--workers", 2);
    assertThat(first.exitCode()).isEqualTo(ExitCode.FAILED.code());
    assertThat(first.err()).contains("1 of 2 cells failed: bc_wrong_s1");
    List<CellResult> cells = ResultsTable.read(out.resolve("results.json")).cells();
    assertThat(cells).extracting(CellResult::cell).containsExactly("bc_open_s1", "bc_wrong_s1");
    CellResult done = cells.getFirst();
    assertThat(done.done()).isTrue();
    assertThat(done.returns()).hasSize(2);
    assertThat(done.scores()).hasSize(2);
    assertThat(done.updates()).isEqualTo(20);
    assertThat(out.resolve(done.run()).resolve("manifest.json")).exists();
    CellResult failed = cells.getLast();
    assertThat(failed.error()).contains("does not fit").doesNotContain("\n");
    assertThat(out.resolve(failed.log())).content().contains("warmstart train bc");

    CommandRun list = CommandRun.of("sweep", grid, "--out", out, "--dry-run").succeeded();
    assertThat(list.out()).containsPattern("bc_open_s1 .* done\n").containsPattern(" failed");
    grid(text.replace("wrong: {file: '" + maze + "', task: pendulum-v1}", ""));
    CommandRun again = CommandRun.of("sweep", grid, "--out", out).succeeded();
    assertThat(again.err()).contains("0 of 1 cells to run");
    grid(text.replace("steps: 20", "steps: 21"));
    assertThat(CommandRun.of("sweep", grid, "--out", out).failedWith(ExitCode.USAGE).err())
        .contains("2 cells have been run with other settings: bc_open_s1, bc_wrong_s1")
        .contains("--redo");
  }

  @Test
  void aSweepKilledAtAnyMomentGoesOnAndEndsTheSame() throws Exception {
    Path grid = grid(cloning(3000));
    Path out = folder.resolve("sweep");
    Path run = out.resolve("runs/bc_open_s1");
    Process sweep = start(grid, out);
    try {
      await(() -> hasCheckpoint(run));
      assertThat(CommandRun.of("sweep", grid, "--out", out).failedWith(ExitCode.FAILED).err())
          .contains("is being written by process " + sweep.pid());
    } finally {
      sweep.destroyForcibly().waitFor();
    }
    CommandRun.of("sweep", grid, "--out", out).succeeded();
    Path whole = folder.resolve("whole");
    CommandRun.of("train", "bc", "--config", out.resolve("cells/bc_open_s1.yaml"), "--out", whole)
        .succeeded();
    assertThat(newestHash(run)).isEqualTo(newestHash(whole));
    assertThat(ResultsTable.read(out.resolve("results.json")).cells()).hasSize(1);
    assertThat(RunDirectory.open(run).manifest().current().status())
        .isEqualTo(Manifest.Status.FINISHED);
  }

  @Test
  void aTerminatedSweepSavesItsCellsAndSaysSo() throws Exception {
    Path out = folder.resolve("sweep");
    Path run = out.resolve("runs/bc_open_s1");
    Process sweep = start(grid(cloning(10_000_000)), out);
    try {
      await(() -> hasCheckpoint(run));
      sweep.destroy();
      assertThat(sweep.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      sweep.destroyForcibly();
    }
    assertThat(sweep.exitValue()).isEqualTo(ExitCode.INTERRUPTED.code());
    Manifest.Session session = RunDirectory.open(run).manifest().current();
    assertThat(session.status()).isEqualTo(Manifest.Status.INTERRUPTED);
    assertThat(RunDirectory.open(run).checkpoints().entries().getLast().step())
        .isEqualTo(session.toStep());
  }

  @Test
  void aDryRunWritesNothingAndOtherFoldersAreRefused() throws IOException {
    Path grid = grid(cloning(5));
    CommandRun list = CommandRun.of("sweep", grid, "--out", folder.resolve("sweep"), "--dry-run");
    assertThat(list.succeeded().out()).containsPattern("bc_open_s1 .* 5 +new");
    assertThat(folder.resolve("sweep")).doesNotExist();
    assertThat(CommandRun.of("sweep", grid, "--out", shared).failedWith(ExitCode.USAGE).err())
        .contains("is not a sweep");
    assertThat(
            CommandRun.of("sweep", grid, "--out", folder.resolve("sweep"), "--workers", 0)
                .failedWith(ExitCode.USAGE)
                .err())
        .contains("--workers = 0 must be at least 1");
    assertThat(
            CommandRun.of("sweep", folder.resolve("no.yaml"), "--out", folder.resolve("sweep"))
                .failedWith(ExitCode.USAGE)
                .err())
        .contains("no.yaml  does not exist");
  }

  private static boolean hasCheckpoint(Path run) {
    return Files.exists(run) && !RunDirectory.open(run).checkpoints().entries().isEmpty();
  }

  private static String newestHash(Path run) {
    return RunDirectory.open(run).checkpoints().newest().map(Checkpoint::hash).orElseThrow();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private static Process start(Path grid, Path out) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    words.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    words.addAll(List.of("sweep", grid.toString(), "--out", out.toString()));
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
