package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every bad input ends in one line and the right exit code; nothing is half-written. */
class BadInputTest {
  private static final int ROWS = 40;
  private static final String ZERO_ROWS = "bad-zero-rows.hdf5";

  @TempDir static Path shared;
  private static Path good;

  @TempDir Path folder;

  /** Writes the arrays of a D4RL file. */
  @FunctionalInterface
  private interface Arrays4 {
    void put(WritableHdfFile file);
  }

  @BeforeAll
  static void writeGoodFile() {
    good = shared.resolve("good.hdf5");
    write(good, BadInputTest::all);
  }

  private static Path write(Path path, Arrays4 arrays) {
    try (WritableHdfFile file = HdfFile.write(path)) {
      arrays.put(file);
    }
    return path;
  }

  private static void all(WritableHdfFile file) {
    file.putDataset("observations", new float[ROWS][3]);
    file.putDataset("actions", new float[ROWS][2]);
    rest(file);
  }

  private static void rest(WritableHdfFile file) {
    file.putDataset("rewards", new float[ROWS]);
    byte[] terminals = new byte[ROWS];
    terminals[ROWS - 1] = 1;
    file.putDataset("terminals", terminals);
  }

  private CommandRun train(Path dataset, Object... more) {
    CommandRun run = CommandRun.train(dataset, folder.resolve("run"), more);
    assertThat(folder.resolve("run")).doesNotExist();
    return run;
  }

  private Path bad(Arrays4 arrays) {
    return write(folder.resolve("bad.hdf5"), arrays);
  }

  @Test
  void theGoodFileTrains() {
    CommandRun.train(good, folder.resolve("run"), "--steps", 2).succeeded();
  }

  @Test
  void missingFile() {
    assertThat(train(shared.resolve("god.hdf5")).failedWith(ExitCode.FAILED).err())
        .isEqualToIgnoringNewLines(
            "warmstart: "
                + shared.resolve("god.hdf5")
                + " does not exist; expected a dataset file; did you mean \"good.hdf5\"?");
  }

  @Test
  void notHdf5() throws Exception {
    Path file = Files.writeString(folder.resolve("notes.hdf5"), "these are only notes\n");
    assertThat(train(file).failedWith(ExitCode.FAILED).err())
        .contains(file.toString())
        .containsIgnoringCase("HDF5");
    Path other = Files.writeString(folder.resolve("notes.txt"), "these are only notes\n");
    assertThat(train(other).failedWith(ExitCode.FAILED).err())
        .contains("notes.txt is in no known format; expected one of: ", "d4rl", "mcap");
  }

  @Test
  void truncated() throws Exception {
    byte[] whole = Files.readAllBytes(good);
    Path file = folder.resolve("cut.hdf5");
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertThat(train(file).failedWith(ExitCode.FAILED).err()).contains("cut.hdf5");
  }

  @Test
  void missingActions() {
    Path file =
        bad(f -> {
          f.putDataset("observations", new float[ROWS][3]);
          rest(f);
        });
    assertThat(train(file).failedWith(ExitCode.FAILED).err()).contains("actions");
  }

  @Test
  void rowCountsThatDiffer() {
    Path file =
        bad(f -> {
          f.putDataset("observations", new float[ROWS][3]);
          f.putDataset("actions", new float[ROWS - 1][2]);
          rest(f);
        });
    assertThat(train(file).failedWith(ExitCode.FAILED).err())
        .contains("actions")
        .contains("39")
        .contains("40");
  }

  @Test
  void zeroRows() {
    Path file = Path.of("../../datasets-d4rl/src/test/resources/io/warmstart/d4rl", ZERO_ROWS);
    assumeTrue(Files.exists(file), "the fixture " + ZERO_ROWS + " is not there");
    assertThat(train(file).failedWith(ExitCode.FAILED).err()).contains(ZERO_ROWS);
  }

  @Test
  void nanRewards() {
    Path file =
        bad(f -> {
          f.putDataset("observations", new float[ROWS][3]);
          f.putDataset("actions", new float[ROWS][2]);
          float[] rewards = new float[ROWS];
          rewards[7] = Float.NaN;
          f.putDataset("rewards", rewards);
          byte[] terminals = new byte[ROWS];
          terminals[ROWS - 1] = 1;
          f.putDataset("terminals", terminals);
        });
    assertThat(train(file).failedWith(ExitCode.FAILED).err()).contains("rewards").contains("7");
    assertThat(CommandRun.of("dataset", "check", file).exitCode())
        .isEqualTo(ExitCode.CHECK_FAILED.code());
  }

  @Test
  void unknownAlgorithm() {
    assertThat(CommandRun.of("train", "ilq").failedWith(ExitCode.USAGE).err())
        .isEqualToIgnoringNewLines("warmstart: \"ilq\" is not an algorithm; did you mean \"iql\"?");
  }

  @Test
  void unknownTaskPresetAndCommand() {
    assertThat(train(good, "--task", "maze2d-umaze-sparze").failedWith(ExitCode.USAGE).err())
        .contains("did you mean \"maze2d-umaze-sparse\"?");
    assertThat(train(good, "--preset", "smal").failedWith(ExitCode.USAGE).err())
        .contains("\"smal\" is not a preset of bc; did you mean \"small\"?");
    assertThat(CommandRun.of("trian").failedWith(ExitCode.USAGE).err()).contains("warmstart train");
    assertThat(CommandRun.of("train").failedWith(ExitCode.USAGE).err()).contains("ALGORITHM");
    assertThat(CommandRun.of().failedWith(ExitCode.USAGE).err()).contains("command is missing");
  }

  @Test
  void unknownAndOutOfRangeSettingsInAFile() throws Exception {
    Path config = folder.resolve("my.yaml");
    Files.writeString(
        config, "learner:\n  learningRate: -1\n  hiden: [8]\ntraining:\n  steps: 0\n");
    CommandRun run = train(good, "--config", config);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(run.err().lines())
        .hasSize(3)
        .anySatisfy(line ->
            assertThat(line).contains(config + ":2:3  learner.learningRate = -1 is outside"))
        .anySatisfy(line ->
            assertThat(line)
                .contains(
                    config + ":3:3  learner.hiden is not a setting; did you mean" + " \"hidden\"?"))
        .anySatisfy(
            line -> assertThat(line).contains(config + ":5:3  training.steps = 0 is outside >= 1"));
  }

  @Test
  void unknownSettingOnTheCommandLine() {
    assertThat(train(good, "--set", "learner.hiden=[8]").failedWith(ExitCode.USAGE).err())
        .contains("--set learner.hiden  learner.hiden is not a setting");
    assertThat(train(good, "--steps", "-5").failedWith(ExitCode.USAGE).err())
        .contains("--steps  training.steps = -5 is outside >= 1");
    assertThat(train(good, "--steps", "many").failedWith(ExitCode.USAGE).err()).contains("many");
  }

  @Test
  void existingOutputIsNeverTouched() throws Exception {
    Path taken = Files.createDirectory(folder.resolve("run"));
    Files.writeString(taken.resolve("precious"), "x");
    assertThat(CommandRun.train(good, taken).failedWith(ExitCode.FAILED).err())
        .isEqualToIgnoringNewLines(
            "warmstart: "
                + taken
                + " exists already and runs are never overwritten; choose another name with"
                + " --out");
    try (var files = Files.list(taken)) {
      assertThat(files.toList()).containsExactly(taken.resolve("precious"));
    }
    assertThat(
            CommandRun.of("dataset", "generate", "pendulum-v1", "--out", good)
                .failedWith(ExitCode.FAILED)
                .err())
        .contains("exists already and is not overwritten");
  }

  @Test
  void unwritablePlace() {
    assumeTrue(Files.isDirectory(Path.of("/proc")), "there is no /proc here");
    assertThat(
            CommandRun.train(good, Path.of("/proc/warmstart-run"))
                .failedWith(ExitCode.FAILED)
                .err())
        .contains("cannot create run /proc/warmstart-run");
  }

  @Test
  void missingRun() {
    for (String command : new String[] {"resume", "eval", "finetune"}) {
      assertThat(CommandRun.of(command, folder.resolve("no")).failedWith(ExitCode.FAILED).err())
          .contains("does not exist; see the runs there are with: warmstart runs list");
    }
  }

  @Test
  void hardwareThatIsNotThere() {
    assertThat(
            CommandRun.of(
                    "train",
                    "bc",
                    "--dataset",
                    good,
                    "--out",
                    folder.resolve("run"),
                    "--device",
                    "cuda",
                    "-q")
                .failedWith(ExitCode.HARDWARE_REFUSED)
                .err())
        .contains("--device cuda is not in this version; use --device cpu");
  }

  @Test
  void noDataset() {
    assertThat(
            CommandRun.of("train", "bc", "--out", folder.resolve("run"), "-q")
                .failedWith(ExitCode.USAGE)
                .err())
        .contains("no dataset: give --dataset FILE, or set data.path");
  }
}
