package io.warmstart.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  private static Manifest manifest(String startedAt) {
    return new Manifest(
        1,
        "train",
        "iql",
        3,
        new Manifest.Data("a.hdf5", "ab", "d4rl", "strict", 10, List.of("cut")),
        null,
        Software.here("cpu"),
        Machine.here(),
        List.of(Manifest.Session.started(List.of("train", "iql"), startedAt, 0, 100)));
  }

  @Test
  void aRunAppearsWholeAndReadsBack(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("deep/runs/first");
    RunDirectory run = RunDirectory.create(path, "seed: 3\n", manifest("2026-01-01T00:00:00Z"));
    assertThat(Files.readString(run.config())).isEqualTo("seed: 3\n");
    assertThat(run.manifest()).isEqualTo(manifest("2026-01-01T00:00:00Z"));
    try (var files = Files.list(path.getParent())) {
      assertThat(files.toList()).containsExactly(path);
    }
    Manifest.Session ended =
        run.manifest()
            .current()
            .ended("2026-01-01T00:01:00Z", Manifest.Status.FINISHED, 100, "h", null);
    run.write(run.manifest().withCurrent(ended));
    assertThat(RunDirectory.open(path).manifest().current().status())
        .isEqualTo(Manifest.Status.FINISHED);
  }

  @Test
  void anExistingPathIsNeverOverwritten(@TempDir Path folder) {
    Path path = folder.resolve("first");
    RunDirectory.create(path, "", manifest("t"));
    assertThatThrownBy(() -> RunDirectory.create(path, "", manifest("t")))
        .isInstanceOf(RunException.class)
        .hasMessage(
            path
                + " exists already and runs are never overwritten; choose another name with"
                + " --out, or go on with: warmstart resume "
                + path);
  }

  @Test
  void aMissingRunIsOneLine(@TempDir Path folder) {
    assertThatThrownBy(() -> RunDirectory.open(folder.resolve("no")))
        .hasMessageContaining("does not exist; see the runs there are with");
    assertThatThrownBy(() -> RunDirectory.open(folder))
        .hasMessageContaining("is not a run: it has no manifest.json");
  }

  @Test
  void onlyOneWriterAtATime(@TempDir Path folder) {
    RunDirectory run = RunDirectory.create(folder.resolve("first"), "", manifest("t"));
    try (RunLock held = run.lock()) {
      assertThat(held).isNotNull();
      assertThatThrownBy(run::lock)
          .isInstanceOf(RunException.class)
          .hasMessageContaining("is being written by process " + ProcessHandle.current().pid());
    }
    run.lock().close();
  }

  @Test
  void runsAreListedByTheirStartAndLatestPointsToOne(@TempDir Path folder) {
    RunDirectory second = RunDirectory.create(folder.resolve("a"), "", manifest("2026-02"));
    RunDirectory first = RunDirectory.create(folder.resolve("b"), "", manifest("2026-01"));
    first.pointLatest();
    second.pointLatest();
    assertThat(RunDirectory.list(folder))
        .extracting(RunDirectory::path)
        .containsExactly(first.path(), second.path());
    assertThat(RunDirectory.open(folder.resolve("latest")).path().getFileName())
        .isEqualTo(Path.of("a"));
    assertThat(RunDirectory.list(folder.resolve("none"))).isEmpty();
  }

  @Test
  void anUnwritablePlaceIsOneLine(@TempDir Path folder) throws Exception {
    Path locked = folder.resolve("locked");
    Files.createDirectory(
        locked, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
    assumeFalse(Files.isWritable(locked), "the super-user may write everywhere");
    assertThatThrownBy(() -> RunDirectory.create(locked.resolve("run"), "", manifest("t")))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("permission denied");
  }

  @Test
  void aPlaceBelowAFileIsOneLine(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> RunDirectory.create(file.resolve("run"), "", manifest("t")))
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith("cannot create run " + file.resolve("run"));
  }

  @Test
  void eventsReachBothFiles(@TempDir Path folder) throws Exception {
    RunDirectory run = RunDirectory.create(folder.resolve("a"), "", manifest("t"));
    InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(5));
    try (RunRecorder recorder = new RunRecorder(run, 0, clock)) {
      recorder.on(new RunEvent.Started(0, 10));
      recorder.on(new RunEvent.Metrics(1, Map.of("loss", 0.5)));
      recorder.on(new RunEvent.Evaluated(2, "maze", Map.of("return", 3.0)));
      recorder.on(new RunEvent.Finished(2, false));
    }
    assertThat(Files.readString(run.metrics()))
        .isEqualTo("step,loss,eval/return\n1,0.5,\n2,,3.0\n");
    assertThat(run.tensorBoard().toFile().list()).hasSize(1);
  }

  @Test
  void aFullDiskIsOneLine() {
    Path full = Path.of("/dev/full");
    assumeFalse(!Files.exists(full), "there is no /dev/full here");
    try (MetricsCsv csv = MetricsCsv.open(full, 0)) {
      assertThatThrownBy(() -> csv.row(1, Map.of()))
          .isInstanceOf(RunException.class)
          .hasMessage(
              "cannot write /dev/full: No space left on device; free some space, then resume");
    }
  }
}
