package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.warmstart.core.run.Checkpoint;
import io.warmstart.core.run.Manifest;
import io.warmstart.core.run.RunDirectory;
import io.warmstart.core.run.RunLock;
import io.warmstart.engine.DType;
import io.warmstart.engine.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Train, resume, finetune, eval and runs, through the command line. */
class RunCommandsTest {
  private static final String TASK = "maze2d-umaze-sparse";

  @TempDir static Path shared;
  private static Path dataset;

  @TempDir Path folder;

  @BeforeAll
  static void generate() {
    dataset = shared.resolve("maze.hdf5");
    CommandRun.of(
            "dataset",
            "generate",
            TASK,
            "--steps",
            400,
            "--noise",
            0.5,
            "--seed",
            3,
            "--out",
            dataset)
        .succeeded();
  }

  @Test
  void trajectoriesAreDrawnOverTheTaskTheFileNamesAndNeverOverAnotherPicture() throws Exception {
    Path picture = folder.resolve("maze.png");
    CommandRun.of("dataset", "show", dataset, "--png", picture).succeeded();
    byte[] drawn = Files.readAllBytes(picture);
    assertThat(Arrays.copyOf(drawn, 4)).containsExactly((byte) 0x89, 'P', 'N', 'G');
    CommandRun again =
        CommandRun.of("dataset", "show", dataset, "--png", picture).failedWith(ExitCode.FAILED);
    assertThat(again.err()).contains("exists already");
    assertThat(picture).hasBinaryContent(drawn);
  }

  @Test
  void generatingTwiceGivesTheSameFile() {
    Path again = folder.resolve("again.hdf5");
    CommandRun.of(
            "dataset",
            "generate",
            TASK,
            "--steps",
            400,
            "--noise",
            0.5,
            "--seed",
            3,
            "--out",
            again)
        .succeeded();
    assertThat(again).hasSameBinaryContentAs(dataset);
  }

  @Test
  void showReportsWhatIsStoredAndRead() throws Exception {
    JsonNode json =
        new ObjectMapper()
            .readTree(CommandRun.of("dataset", "show", dataset, "--json").succeeded().out());
    assertThat(json.at("/stored/rows").asInt()).isEqualTo(400);
    assertThat(json.at("/read/transitions").asInt()).isEqualTo(400);
    assertThat(json.at("/read/observations").size()).isEqualTo(4);
    assertThat(CommandRun.of("dataset", "show", dataset).succeeded().out())
        .containsPattern("rows +400");
  }

  @Test
  void resumedRunEndsInTheSameCheckpointAsOneThatWasNeverStopped() {
    Path whole = folder.resolve("whole");
    Path halves = folder.resolve("halves");
    String expected =
        CommandRun.train(dataset, whole, "--steps", 40).succeeded().fact("checkpoint hash");
    String half =
        CommandRun.train(dataset, halves, "--steps", 20).succeeded().fact("checkpoint hash");
    assertThat(half).isNotEqualTo(expected);
    CommandRun resumed = CommandRun.of("resume", halves, "--steps", 40).succeeded();
    assertThat(resumed.fact("checkpoint hash")).isEqualTo(expected);
    assertThat(RunDirectory.open(halves).manifest().sessions()).hasSize(2);
  }

  @Test
  void onlyTheBestEpisodesAreLearnedFromWhereAsked() {
    Path run = folder.resolve("best");
    CommandRun.train(
            dataset, run, "--steps", 2, "--preset", "ten-percent", "--set", "data.keepTop=0.5")
        .succeeded();
    Manifest.Data data = Objects.requireNonNull(RunDirectory.open(run).manifest().data());
    assertThat(data.transitions()).isPositive().isLessThan(400);
    assertThat(data.lineage().getLast())
        .isEqualTo("kept 2 of 5 episodes, the best by return discounted by 0.99");
    CommandRun.of("resume", run, "--steps", 4).succeeded();
    CommandRun refused =
        CommandRun.of("train", "bc", "--dataset", dataset, "--set", "data.keepTop=0")
            .failedWith(ExitCode.USAGE);
    assertThat(refused.err()).contains("data.keepTop");
  }

  @Test
  void resumeWithoutACheckpointStartsFromTheBeginning() throws Exception {
    Path run = folder.resolve("run");
    String expected =
        CommandRun.train(dataset, run, "--steps", 20).succeeded().fact("checkpoint hash");
    for (var entry : RunDirectory.open(run).checkpoints().entries()) {
      Files.delete(entry.path());
    }
    CommandRun resumed = CommandRun.of("resume", run).succeeded();
    assertThat(resumed.err()).contains("there is no checkpoint yet");
    assertThat(resumed.fact("checkpoint hash")).isEqualTo(expected);
  }

  @Test
  void aRunThatIsBeingWrittenIsRefused() {
    Path run = folder.resolve("run");
    CommandRun.train(dataset, run, "--steps", 2).succeeded();
    try (RunLock held = RunDirectory.open(run).lock()) {
      assertThat(held).isNotNull();
      assertThat(CommandRun.of("resume", run).failedWith(ExitCode.FAILED).err())
          .contains("is being written by process");
    }
  }

  @Test
  void aChangedDatasetIsRefusedOnResume() throws Exception {
    Path copy = Files.copy(dataset, folder.resolve("copy.hdf5"));
    Path run = folder.resolve("run");
    CommandRun.train(copy, run, "--steps", 2).succeeded();
    Files.delete(copy);
    CommandRun.of("dataset", "generate", TASK, "--steps", 300, "--out", copy).succeeded();
    assertThat(CommandRun.of("resume", run, "--steps", 4, "-q").failedWith(ExitCode.FAILED).err())
        .contains("has changed since the run began");
  }

  @Test
  void aRunRecordsWhereItComesFrom() throws Exception {
    Path run = folder.resolve("run");
    CommandRun.train(dataset, run, "--steps", 4, "--task", TASK, "--episodes", 1, "--seed", 9)
        .succeeded();
    JsonNode shown =
        new ObjectMapper().readTree(CommandRun.of("runs", "show", run, "--json").succeeded().out());
    assertThat(shown.at("/status").asText()).isEqualTo("finished");
    assertThat(shown.at("/manifest/data/sha256").asText()).hasSize(64);
    assertThat(shown.at("/manifest/seed").asLong()).isEqualTo(9);
    assertThat(Files.readString(run.resolve("config.yaml")))
        .contains("seed: 9")
        .contains("# --seed");
    assertThat(Files.readString(run.resolve("metrics.csv"))).contains("eval/return");
    assertThat(Files.readString(run.resolve("log.txt"))).contains("Finished");
    assertThat(run.resolve("report.html")).content().contains("<svg").contains("maze.hdf5");
    assertThat(CommandRun.of("report", run).succeeded().out()).contains("report.html");
    assertThat(CommandRun.of("runs", "list", "--root", folder).succeeded().out())
        .contains("maze.hdf5")
        .contains("finished");
  }

  @Test
  void aFailureLeavesItsTraceInTheLogAndNotOnTheScreen() throws Exception {
    Path run = folder.resolve("run");
    CommandRun failed =
        CommandRun.train(
                dataset,
                run,
                "--steps",
                400,
                "--set",
                "learner.learningRate=1e200",
                "--set",
                "learner.hidden=[8, 8, 8]")
            .failedWith(ExitCode.FAILED);
    assertThat(failed.err()).contains("was refused");
    assertThat(Files.readString(run.resolve("log.txt")))
        .contains("TrainingDivergedException")
        .contains("\tat io.warmstart");
    assertThat(RunDirectory.open(run).manifest().current().message()).contains("was refused");
    CommandRun traced = CommandRun.of("resume", run, "--stacktrace");
    assertThat(traced.err()).contains("\tat io.warmstart");
  }

  @Test
  void aRunThatDivergesStopsAtTheNextCheckAndKeepsTheHealthyCheckpoint() {
    Path run = folder.resolve("run");
    CommandRun failed =
        CommandRun.of(
                "train",
                "iql",
                "--dataset",
                dataset,
                "--out",
                run,
                "--batch",
                8,
                "--steps",
                4000,
                "--set",
                "learner.hidden=[8]",
                "--set",
                "learner.learningRate=1000",
                "--set",
                "training.saveEvery=20",
                "--set",
                "training.logEvery=20")
            .failedWith(ExitCode.FAILED);
    assertThat(failed.err())
        .containsPattern("(critic|value|policy)/\\S+ is \\S+ at update \\d+\\.")
        .contains("Likely cause: learner.learningRate = 1000.0")
        .containsPattern("The weights of step \\d+, the last checkpoint, are back");
    RunDirectory saved = RunDirectory.open(run);
    assertThat(saved.manifest().current().status()).hasToString("FAILED");
    assertThat(saved.checkpoints().newest().orElseThrow().info().step()).isLessThan(20);
  }

  @Test
  void aPolicyIsExportedAfterItWasCompared() throws Exception {
    Path run = folder.resolve("run");
    CommandRun.train(dataset, run, "--steps", 20, "--set", "data.normalizeObservations=true")
        .succeeded();
    CommandRun onnx = CommandRun.of("export", run, "--format", "onnx", "--json").succeeded();
    JsonNode shown = new ObjectMapper().readTree(onnx.out());
    assertThat(shown.at("/rows").asInt()).isEqualTo(400);
    assertThat(shown.at("/largestError").asDouble()).isLessThan(1e-5);
    assertThat(run.resolve("policy.onnx")).isNotEmptyFile();
    assertThat(CommandRun.of("export", run, "--format", "onnx").failedWith(ExitCode.FAILED).err())
        .contains("exists already");
    Path weights = folder.resolve("weights.safetensors");
    CommandRun.of("export", run, "--format", "safetensors", "--out", weights).succeeded();
    assertThat(Checkpoint.read(weights).get(0, "action/high", DType.F32, Shape.of(2))).isNotNull();
  }

  @Test
  void aFullDiskStopsTheRunWithOneLine() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "there is no /dev/full here");
    Path run = folder.resolve("run");
    CommandRun.train(dataset, run, "--steps", 2).succeeded();
    Files.createSymbolicLink(run.resolve("checkpoints/.step-0000000004.safetensors.part"), full);
    assertThat(CommandRun.of("resume", run, "--steps", 4, "-q").failedWith(ExitCode.FAILED).err())
        .contains("No space left on device; free some space, then resume");
    Files.delete(run.resolve("checkpoints/.step-0000000004.safetensors.part"));
    CommandRun.of("resume", run, "--steps", 4).succeeded();
  }

  @Test
  void aDamagedCheckpointFallsBackToTheOneBefore() throws Exception {
    Path run = folder.resolve("run");
    String expected =
        CommandRun.train(dataset, run, "--steps", 20, "--set", "training.saveEvery=10")
            .succeeded()
            .fact("checkpoint hash");
    Path newest = RunDirectory.open(run).checkpoints().entries().getLast().path();
    byte[] whole = Files.readAllBytes(newest);
    Files.write(newest, Arrays.copyOf(whole, whole.length - 9));
    CommandRun resumed = CommandRun.of("resume", run).succeeded();
    assertThat(resumed.err()).contains("going on from step 10");
    assertThat(resumed.fact("checkpoint hash")).isEqualTo(expected);
  }

  @Test
  void fineTuningStartsFromARunAndResumesBitForBit() {
    Path offline = folder.resolve("offline");
    CommandRun.train(dataset, offline, "--steps", 10, "--task", TASK, "--episodes", 1).succeeded();
    Path whole = folder.resolve("whole");
    Path halves = folder.resolve("halves");
    Object[] settings = {
      "--set",
      "online.updatesPerStep=0.05",
      "--set",
      "online.evaluateEvery=0",
      "--set",
      "online.replayCapacity=2000",
      "-q"
    };
    String expected = finetune(offline, whole, 600, settings).fact("checkpoint hash");
    finetune(offline, halves, 300, settings);
    CommandRun resumed = CommandRun.of("resume", halves, "--steps", 600).succeeded();
    assertThat(resumed.fact("checkpoint hash")).isEqualTo(expected);
    assertThat(CommandRun.of("eval", halves, "--episodes", 2).succeeded().fact("task"))
        .isEqualTo(TASK);
  }

  private static CommandRun finetune(Path from, Path out, int steps, Object... more) {
    Object[] words = new Object[6 + more.length];
    System.arraycopy(
        new Object[] {"finetune", from, "--out", out, "--steps", steps}, 0, words, 0, 6);
    System.arraycopy(more, 0, words, 6, more.length);
    return CommandRun.of(words).succeeded();
  }

  @Test
  void dryRunWritesNothing() {
    Path run = folder.resolve("run");
    CommandRun dry = CommandRun.train(dataset, run, "--dry-run").succeeded();
    assertThat(dry.out()).contains("learner:").contains("# --batch");
    assertThat(run).doesNotExist();
  }

  @Test
  void everyCommandHasHelpWithExamples() {
    for (String command :
        new String[] {
          "doctor",
          "report",
          "bench engine",
          "train",
          "resume",
          "finetune",
          "eval",
          "dataset show",
          "dataset check",
          "dataset generate",
          "runs list",
          "runs show",
          "completion"
        }) {
      CommandRun help = CommandRun.of((Object[]) (command + " --help").split(" "));
      assertThat(help.succeeded().out())
          .as(command)
          .contains("Usage: warmstart " + command)
          .contains("Example");
    }
    assertThat(CommandRun.of("--version").succeeded().out()).startsWith("warmstart ");
    assertThat(CommandRun.of("completion").succeeded().out()).contains("complete -F");
    assertThat(CommandRun.of("train", "iql", "--settings").succeeded().out())
        .contains("learner.expectile");
  }

  @Test
  void doctorAnswersInBothForms() throws Exception {
    CommandRun text = CommandRun.of("doctor");
    assertThat(text.out()).contains("vector lanes").contains("dataset formats");
    JsonNode json = new ObjectMapper().readTree(CommandRun.of("doctor", "--json").out());
    assertThat(json.get("checks").size()).isGreaterThan(8);
  }
}
