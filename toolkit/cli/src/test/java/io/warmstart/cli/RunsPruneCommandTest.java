package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.run.CheckpointFolder;
import io.warmstart.core.run.Manifest;
import io.warmstart.core.run.RunDirectory;
import io.warmstart.core.run.RunLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsPruneCommandTest {
  private static final String TASK = "maze2d-open-dense";

  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void trainTwo() {
    Path data = folder.resolve("maze.hdf5");
    root = folder.resolve("runs");
    CommandRun.of("dataset", "generate", TASK, "--steps", 100, "--out", data).succeeded();
    for (String name : List.of("a", "b")) {
      CommandRun.train(
              data,
              root.resolve(name),
              "--steps",
              6,
              "--task",
              TASK,
              "--episodes",
              1,
              "--set",
              "training.saveEvery=2",
              "--set",
              "training.keepCheckpoints=9")
          .succeeded();
    }
  }

  private RunDirectory run(String name) {
    return RunDirectory.open(root.resolve(name));
  }

  private List<Long> steps(String name) {
    return run(name).checkpoints().entries().stream().map(CheckpointFolder.Entry::step).toList();
  }

  private CommandRun prune(Object... more) {
    Object[] words = new Object[more.length + 4];
    words[0] = "runs";
    words[1] = "prune";
    words[2] = "--root";
    words[3] = root;
    System.arraycopy(more, 0, words, 4, more.length);
    return CommandRun.of(words);
  }

  private void endLast(String name, Manifest.Status status, String at) {
    Manifest manifest = run(name).manifest();
    run(name).write(manifest.withCurrent(manifest.current().ended(at, status, 6, null, null)));
  }

  @Test
  void nothingIsDeletedWithoutYes() {
    List<Long> before = steps("a");
    CommandRun list = prune("--keep-checkpoints", 1).succeeded();
    assertThat(list.out()).containsPattern("a +checkpoints .* old checkpoints");
    assertThat(list.err()).contains("nothing is deleted without --yes");
    prune("--keep-checkpoints", 1, "--yes", "--dry-run").succeeded();
    assertThat(steps("a")).isEqualTo(before);
  }

  @Test
  void theNewestAndTheBestCheckpointStay() {
    prune("--keep-checkpoints", 1, "--yes").succeeded();
    assertThat(steps("a")).containsExactly(6L);
    assertThat(run("a").checkpoints().best()).isPresent();
    assertThat(prune("--keep-checkpoints", 1).succeeded().err()).contains("nothing to delete");
    CommandRun.of("eval", root.resolve("a"), "--episodes", 1, "--best").succeeded();
  }

  @Test
  void anUnfinishedRunKeepsTwo() {
    endLast("a", Manifest.Status.INTERRUPTED, "2026-01-01T00:00:00Z");
    prune("--keep-checkpoints", 1, "--yes").succeeded();
    assertThat(steps("a")).containsExactly(4L, 6L);
    assertThat(steps("b")).containsExactly(6L);
  }

  @Test
  void aRunThatIsWrittenIsNeverTouched() {
    endLast("a", Manifest.Status.RUNNING, "2020-01-01T00:00:00Z");
    List<Long> before = steps("a");
    try (RunLock held = run("a").lock()) {
      assertThat(held).isNotNull();
      CommandRun pruned = prune("--keep-checkpoints", 1, "--older-than", "0h", "--yes");
      assertThat(pruned.succeeded().out()).contains("kept: it is running");
    }
    assertThat(steps("a")).isEqualTo(before);
  }

  @Test
  void failedAndOldRunsGoAndLatestWithThem() throws IOException {
    endLast("a", Manifest.Status.FAILED, "2020-01-01T00:00:00Z");
    run("a").pointLatest();
    prune("--failed", "--yes").succeeded();
    assertThat(root.resolve("a")).doesNotExist();
    assertThat(Files.isSymbolicLink(root.resolve("latest"))).isFalse();
    assertThat(root.resolve("b")).exists();
    assertThat(prune("--older-than", "1d").succeeded().err()).contains("nothing to delete");
    endLast("b", Manifest.Status.FINISHED, "2020-01-01T00:00:00Z");
    prune("--older-than", "1d", "--yes").succeeded();
    try (var left = Files.list(root)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void theRunThatAnotherWasStartedFromStays() {
    endLast("a", Manifest.Status.FAILED, "2020-01-01T00:00:00Z");
    Manifest b = run("b").manifest();
    run("b")
        .write(
            new Manifest(
                b.version(),
                b.kind(),
                b.algorithm(),
                b.seed(),
                b.data(),
                new Manifest.Parent(root.resolve("a").toString(), "hash"),
                b.software(),
                b.machine(),
                b.sessions()));
    assertThat(prune("--failed", "--yes").succeeded().out()).contains("was started from it");
    assertThat(root.resolve("a")).exists();
  }

  @Test
  void badWordsAreOneLine() throws IOException {
    assertThat(prune().failedWith(ExitCode.USAGE).err()).contains("say what may go");
    assertThat(prune("--keep-checkpoints", 0).failedWith(ExitCode.USAGE).err())
        .contains("--keep-checkpoints = 0 must be at least 1");
    assertThat(prune("--older-than", "soon").failedWith(ExitCode.USAGE).err())
        .contains("--older-than = \"soon\" must be days or hours");
    Files.writeString(root.resolve("a/manifest.json"), "broken");
    prune("--failed", "--older-than", "0h", "--yes").succeeded();
    assertThat(root.resolve("a")).exists();
  }
}
