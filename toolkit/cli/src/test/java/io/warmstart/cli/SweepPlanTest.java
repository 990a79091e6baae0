package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.cli.sweep.Grid;
import io.warmstart.core.config.ConfigException;
import io.warmstart.core.config.ConfigLoader;
import io.warmstart.core.config.ConfigSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepPlanTest {
  private static final Path FILE = Path.of("grid.yaml");

  @TempDir static Path shared;
  private static Path maze;

  @BeforeAll
  static void generate() {
    maze = shared.resolve("maze.hdf5");
    CommandRun.of("dataset", "generate", "maze2d-open-dense", "--steps", 100, "--out", maze)
        .succeeded();
  }

  private static List<SweepCell> plan(String yaml) {
    List<ConfigSource> text =
        List.of(new ConfigSource.YamlText("grid.yaml", yaml.replace("MAZE", "'" + maze + "'")));
    return SweepPlan.of(FILE, ConfigLoader.load(new Grid(), text));
  }

  private static Experiment cell(List<SweepCell> cells, String name) {
    return cells.stream()
        .filter(cell -> cell.name().equals(name))
        .map(SweepCell::experiment)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void cellsAreTheProductSeedBySeed() {
    List<SweepCell> cells =
        plan(
            """
            algorithms: {bc: {}, tuned: {learner: iql}}
            datasets: {a: {file: MAZE, task: maze2d-open-dense}}
            seeds: [7, 8]
            """);
    assertThat(cells)
        .extracting(SweepCell::name)
        .containsExactly("bc_a_s7", "tuned_a_s7", "bc_a_s8", "tuned_a_s8");
    Experiment tuned = cell(cells, "tuned_a_s8");
    assertThat(tuned.algorithm()).isEqualTo("iql");
    assertThat(tuned.seed()).isEqualTo(8);
    assertThat(tuned.data().path()).isEqualTo(Optional.of(maze.toString()));
    assertThat(tuned.evaluation().task()).isEqualTo(Optional.of("maze2d-open-dense"));
  }

  @Test
  void laterLayersWin() {
    List<SweepCell> cells =
        plan(
            """
            algorithms:
              bc: {}
              iql: {set: {training.logEvery: 4}}
            datasets: {a: {file: MAZE, task: maze2d-open-dense, set: {training: {logEvery: 3}}}}
            seeds: [1, 2]
            presets: [small]
            set: {training.steps: 11, training.saveEvery: 12}
            training: {steps: 21, logEvery: 2}
            cells:
              - {seeds: [2], algorithms: [iql], set: {training.logEvery: 5}}
              - {seeds: [2], algorithms: [bc], skip: true}
            """);
    assertThat(cells)
        .extracting(SweepCell::name)
        .containsExactly("bc_a_s1", "iql_a_s1", "iql_a_s2");
    Experiment.Training bc = cell(cells, "bc_a_s1").training();
    assertThat(bc.steps()).isEqualTo(21);
    assertThat(bc.saveEvery()).isEqualTo(12);
    assertThat(bc.evaluateEvery()).isEqualTo(2000); // of the preset
    assertThat(bc.logEvery()).isEqualTo(3);
    assertThat(cell(cells, "iql_a_s1").training().logEvery()).isEqualTo(4);
    assertThat(cell(cells, "iql_a_s2").training().logEvery()).isEqualTo(5);
    assertThat(cells.getLast().config().origin("training.logEvery")).startsWith("grid.yaml:10:");
  }

  @Test
  void everyProblemOfEveryCellIsReportedOnceWithItsPlace() {
    assertThatThrownBy(() ->
            plan(
                """
                algorithms:
                  bcc: {}
                  iql: {set: {learner.expectil: 0.9}, presets: [smal]}
                  bc: {set: {learner.hidden: 5}}
                datasets:
                  gone: {file: gone.hdf5, task: maze2d-open-dens}
                  a_b: {}
                seeds: [1, 2, 1]
                cells:
                  - {algorithms: [cql], seeds: [9]}
                training: {stps: 3}
                """))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .satisfiesExactlyInAnyOrder(
                        p -> assertThat(p).startsWith("grid.yaml:2:3  algorithms.bcc: \"bcc\" is"),
                        p -> assertThat(p).startsWith("grid.yaml:3:39  algorithms.iql.presets"),
                        p -> assertThat(p).startsWith("grid.yaml:3:15  learner.expectil is not"),
                        p -> assertThat(p).startsWith("grid.yaml:4:14  learner.hidden = 5 must"),
                        p -> assertThat(p).startsWith("grid.yaml:6:10  datasets.gone.file: gone"),
                        p -> assertThat(p).startsWith("grid.yaml:6:27  datasets.gone.task: \"maze"),
                        p -> assertThat(p).startsWith("grid.yaml:7:3  datasets.a_b must be a name"),
                        p -> assertThat(p).startsWith("grid.yaml:7:3  datasets.a_b needs a task"),
                        p -> assertThat(p).startsWith("grid.yaml:7:3  datasets.a_b needs a file"),
                        p -> assertThat(p).startsWith("grid.yaml:8:1  seeds = [1, 2, 1] has the"),
                        p -> assertThat(p).startsWith("grid.yaml:10:6  cells[0].algorithms: \"cql"),
                        p -> assertThat(p).startsWith("grid.yaml:10:25  cells[0].seeds: 9 is not"),
                        p -> assertThat(p).startsWith("grid.yaml:11:12  training.stps is not a")));
  }

  @Test
  void anEmptyGridSaysWhatItNeeds() {
    assertThatThrownBy(() -> plan(""))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .satisfiesExactly(
                        p -> assertThat(p).startsWith("grid.yaml  algorithms is empty"),
                        p -> assertThat(p).startsWith("grid.yaml  datasets is empty"),
                        p -> assertThat(p).startsWith("grid.yaml  seeds is empty")));
  }
}
