package io.warmstart.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.run.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTableTest {
  @TempDir Path folder;

  private static CellResult cell(String name, @Nullable String error, List<Double> scores) {
    return new CellResult(
        name,
        "bc",
        "bc",
        "maze",
        "maze2d-open-dense",
        3,
        error == null ? CellResult.Status.DONE : CellResult.Status.FAILED,
        scores.isEmpty() ? null : 50.0,
        error == null ? 7.5 : null,
        error == null ? 1 : null,
        2,
        100,
        12.0,
        new CellResult.Evaluated(2, 20_000, Grid.Scored.NEWEST),
        "runs/" + name,
        error,
        "cells/" + name + ".log",
        scores,
        scores);
  }

  @Test
  void jsonReadsBackEqual() {
    ResultsTable table =
        new ResultsTable(
            List.of(cell("a", null, List.of(49.0, 51.0)), cell("b", "it broke", List.of())));
    table.write(folder);
    assertThat(ResultsTable.read(folder.resolve("results.json"))).isEqualTo(table);
  }

  @Test
  void csvQuotesWhatHasCommasAndQuotes() throws IOException {
    new ResultsTable(
            List.of(
                cell("a", null, List.of(49.0, 51.0)),
                cell("b", "found \"x\", expected y", List.of())))
        .write(folder);
    assertThat(Files.readAllLines(folder.resolve("results.csv")))
        .containsExactly(
            "cell,algorithm,learner,dataset,task,seed,status,score,return,successes,episodes,"
                + "updates,seconds,manifest,error,returns,scores",
            "a,bc,bc,maze,maze2d-open-dense,3,done,50.0,7.5,1,2,100,12.0,runs/a/manifest.json,,"
                + "49.0 51.0,49.0 51.0",
            "b,bc,bc,maze,maze2d-open-dense,3,failed,,,,2,100,12.0,runs/b/manifest.json,"
                + "\"found \"\"x\"\", expected y\",,");
  }

  @Test
  void whatIsNotATableIsRefusedByName() throws IOException {
    Path file = Files.writeString(folder.resolve("results.json"), "[1]");
    assertThatThrownBy(() -> ResultsTable.read(file))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("results.json does not hold results of a sweep");
    assertThatThrownBy(() -> ResultsTable.read(folder.resolve("none.json")))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("none.json does not exist");
  }
}
