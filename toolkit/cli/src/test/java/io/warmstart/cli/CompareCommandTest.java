package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.warmstart.cli.sweep.CellResult;
import io.warmstart.cli.sweep.Grid;
import io.warmstart.cli.sweep.ResultsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
  @TempDir Path folder;

  private Path sweep(int seeds) {
    List<CellResult> cells = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      cells.add(cell("bc", seed, 10 + seed, null));
      cells.add(cell("iql", seed, 60 + seed, null));
    }
    cells.add(cell("cql", 1, 0, "it diverged"));
    new ResultsTable(cells).write(folder);
    return folder;
  }

  private static CellResult cell(String algorithm, int seed, double score, @Nullable String error) {
    List<Double> scores = error == null ? List.of(score - 1, score + 1) : List.of();
    return new CellResult(
        algorithm + "_maze_s" + seed,
        algorithm,
        algorithm,
        "maze",
        "maze2d-open-dense",
        seed,
        error == null ? CellResult.Status.DONE : CellResult.Status.FAILED,
        score,
        1.0,
        1,
        2,
        100,
        1.0,
        new CellResult.Evaluated(2, 20_000, Grid.Scored.NEWEST),
        "runs/x",
        error,
        "cells/x.log",
        scores,
        scores);
  }

  @Test
  void tablesNameTheBetterOneAndWhatWasLeftOut() {
    CommandRun run = CommandRun.of("compare", sweep(5)).succeeded();
    assertThat(run.out())
        .contains("maze (maze2d-open-dense), normalised score")
        .containsPattern("iql +63\\.0 .* 5 .* bc")
        .contains("iql is better than every other: the intervals do not overlap.")
        .containsPattern("iql +bc +1\\.00 +\\[1\\.00, 1\\.00]");
    assertThat(run.err()).contains("left out: cql_maze_s1 failed: it diverged");
  }

  @Test
  void fourSeedsNameNoWinner() {
    assertThat(CommandRun.of("compare", sweep(4)).succeeded().out())
        .contains("no winner: claims take at least 5 seeds of each, and iql has 4, bc has 4.");
  }

  @Test
  void jsonHasIntervalsPairsAndProfile() throws IOException {
    Path file = sweep(5).resolve("results.json");
    JsonNode json =
        new ObjectMapper().readTree(CommandRun.of("compare", file, "--json").succeeded().out());
    JsonNode field = json.get("fields").get(0);
    assertThat(field.get("winner").asText()).isEqualTo("iql");
    JsonNode best = field.get("standings").get(0);
    assertThat(best.get("interquartileMean").get("value").asDouble()).isEqualTo(63);
    assertThat(best.get("runs")).hasSize(5);
    assertThat(field.get("pairs").get(0).get("probability").get("value").asDouble()).isOne();
    assertThat(json.get("profile").get("shares").get("bc"))
        .hasSameSizeAs(json.get("profile").get("thresholds"));
  }

  @Test
  void picturesAreWrittenAndNeverOverwritten() {
    Path png = folder.resolve("c.png");
    Path svg = folder.resolve("c.svg");
    CommandRun.of("compare", sweep(2), "--png", png, "--svg", svg).succeeded();
    assertThat(png).isNotEmptyFile();
    assertThat(svg).content().startsWith("<svg").endsWith("</svg>\n");
    assertThat(CommandRun.of("compare", sweep(2), "--svg", svg).failedWith(ExitCode.FAILED).err())
        .contains("c.svg exists already");
  }

  @Test
  void runsAreRolledOut() {
    Path data = folder.resolve("maze.hdf5");
    CommandRun.of("dataset", "generate", "maze2d-open-dense", "--steps", 200, "--out", data)
        .succeeded();
    List<Path> runs = new ArrayList<>();
    for (int seed = 1; seed <= 2; seed++) {
      Path run = folder.resolve("run-" + seed);
      CommandRun.train(
              data,
              run,
              "--steps",
              2,
              "--seed",
              seed,
              "--task",
              "maze2d-open-dense",
              "--episodes",
              1)
          .succeeded();
      runs.add(run);
    }
    CommandRun compared =
        CommandRun.of("compare", runs.get(0), runs.get(1), "--episodes", 2).succeeded();
    assertThat(compared.out())
        .contains("maze.hdf5 (maze2d-open-dense), normalised score")
        .contains("nothing to compare with");
    assertThat(CommandRun.of("compare", runs.get(0), runs.get(0)).exitCode()).isOne();
  }

  @Test
  void badInputIsOneLine() throws IOException {
    Path sweep = sweep(5);
    Path none = folder.resolve("none");
    assertThat(CommandRun.of("compare", none).failedWith(ExitCode.FAILED).err())
        .contains("none does not exist; expected a directory with results.json or manifest.json");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(CommandRun.of("compare", empty).failedWith(ExitCode.FAILED).err())
        .contains("empty is neither a sweep nor a run");
    assertThat(CommandRun.of("compare", sweep, "--baseline", "iq").failedWith(ExitCode.USAGE).err())
        .contains("--baseline = \"iq\" was not run; did you mean \"iql\"?");
    Path notes = Files.writeString(folder.resolve("notes.json"), "no table");
    assertThat(CommandRun.of("compare", notes).failedWith(ExitCode.FAILED).err())
        .contains("notes.json does not hold results of a sweep");
    assertThat(CommandRun.of("compare", sweep, sweep.resolve("results.json")).err())
        .contains("is there twice");
    assertThat(CommandRun.of("compare", sweep, "--episodes", 0).failedWith(ExitCode.USAGE).err())
        .contains("--episodes = 0 must be at least 1");
  }
}
