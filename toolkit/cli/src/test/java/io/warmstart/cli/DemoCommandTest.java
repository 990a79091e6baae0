package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo with a budget of a moment. */
class DemoCommandTest {
  @TempDir static Path shared;
  private static Path out;
  private static CommandRun run;

  @BeforeAll
  static void demo() {
    out = shared.resolve("demo");
    run = CommandRun.of("demo", "--quick", "--seeds", 1, "--device", "cpu", "--out", out);
  }

  @Test
  void endsWithATableOfAllStages() {
    run.succeeded();
    assertThat(run.out().lines().toList())
        .anyMatch(line -> line.startsWith("Behaviour data") && line.endsWith("-        10"))
        .anyMatch(line -> line.startsWith("Behavioural cloning"))
        .anyMatch(line -> line.startsWith("IQL, offline"))
        .anyMatch(line -> line.matches("IQL, after fine-tuning +-?\\d+\\.\\d +\\[.*] +1 +4"));
    assertThat(run.out()).contains("learns nothing").contains("report.html");
  }

  @Test
  void notesDataCheckAndStages() {
    assertThat(run.err())
        .contains("recording 6,000 steps of maze2d-medium-sparse")
        .contains("no findings in 6,000 rows")
        .contains("Behavioural cloning: return")
        .contains("IQL, after fine-tuning: return");
  }

  @Test
  void fewSeedsClaimNothing() {
    assertThat(run.out()).doesNotContain("better").doesNotContain("worse");
  }

  @Test
  void reportIsOneFileWithPictures() throws IOException {
    String page = Files.readString(out.resolve("report.html"));
    assertThat(page)
        .contains("<svg")
        .contains("Value after offline training")
        .contains("Value after online fine-tuning")
        .contains("the same starts, before and after")
        .contains("1 seed is an illustration")
        .doesNotContain("src=\"http");
  }

  @Test
  void resultsHoldTheReturnOfEveryEpisode() throws IOException {
    JsonNode results = new ObjectMapper().readTree(out.resolve("results.json").toFile());
    assertThat(results.path("task").asText()).isEqualTo("maze2d-medium-sparse");
    assertThat(results.path("claim").asBoolean()).isFalse();
    assertThat(results.path("stages")).hasSize(4);
    JsonNode online = results.path("stages").path(3);
    assertThat(online.path("stage").asText()).isEqualTo("online");
    assertThat(online.path("returns").path(0)).hasSize(4);
    assertThat(online.path("seedScoresByStep").path("300")).hasSize(1);
  }

  @Test
  void stagesAreOrdinaryRuns() {
    CommandRun list = CommandRun.of("runs", "list", "--root", out).succeeded();
    assertThat(list.out())
        .contains("seed-1-bc")
        .contains("seed-1-offline")
        .contains("seed-1-online")
        .doesNotContain("running");
    CommandRun.of("eval", out.resolve("seed-1-online"), "--episodes", 2).succeeded();
  }

  @Test
  void dataAreAnOrdinaryFile() {
    assertThat(CommandRun.of("dataset", "check", out.resolve("data.hdf5")).succeeded().out())
        .contains("no findings");
  }

  @Test
  void anExistingDirectoryIsNotTouched() {
    CommandRun.of("demo", "--quick", "--out", out).failedWith(ExitCode.FAILED);
  }

  @Test
  void noSeedsAreRefused() {
    CommandRun.of("demo", "--seeds", 0, "--out", out.resolveSibling("none"))
        .failedWith(ExitCode.USAGE);
    assertThat(out.resolveSibling("none")).doesNotExist();
  }

  @Test
  void aMissingDeviceIsRefusedBeforeAnythingIsWritten() {
    CommandRun.of("demo", "--device", "cuda", "--out", out.resolveSibling("none"))
        .failedWith(ExitCode.HARDWARE_REFUSED);
    assertThat(out.resolveSibling("none")).doesNotExist();
  }
}
