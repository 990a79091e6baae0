package io.warmstart.cli.sweep;

import io.warmstart.core.config.Setting;
import io.warmstart.core.config.SettingsBlock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Algorithms x datasets x seeds, as written in a sweep's YAML file. Settings are merged in this
 * order, later ones win: the presets of the grid, the presets of the algorithm, {@code set}, {@code
 * training}, {@code evaluation}, the dataset's {@code set}, the algorithm's {@code set}, the {@code
 * set} of matching {@code cells} in their order.
 *
 * @param algorithms by label; the label names the learner unless {@code learner} does
 * @param datasets by label
 * @param seeds of the runs
 * @param presets of every cell
 * @param set settings of every cell
 * @param training the same for the section of that name
 * @param evaluation the same for the section of that name: evaluations on the way
 * @param cells exceptions
 * @param score the evaluation at the end that the results hold
 */
public record Grid(
    @Setting(doc = "what is compared, by label") Map<String, Algorithm> algorithms,
    @Setting(doc = "what is learned from, by label") Map<String, Data> datasets,
    @Setting(doc = "one run per algorithm, dataset and seed") List<Long> seeds,
    @Setting(doc = "presets of every cell") List<String> presets,
    SettingsBlock set,
    SettingsBlock training,
    SettingsBlock evaluation,
    List<CellRule> cells,
    Score score) {
  /** An empty grid. */
  public Grid() {
    this(
        Map.of(),
        Map.of(),
        List.of(),
        List.of(),
        SettingsBlock.EMPTY,
        SettingsBlock.EMPTY,
        SettingsBlock.EMPTY,
        List.of(),
        new Score());
  }

  /** Which checkpoint is scored. */
  public enum Scored {
    /** The one at the last step. */
    NEWEST,
    /** The one with the best evaluation on the way. */
    BEST
  }

  /**
   * A line of the comparison.
   *
   * @param learner name of the algorithm; that of the label if empty
   * @param presets of its cells, after those of the grid
   * @param set settings of its cells
   */
  public record Algorithm(
      @Setting(doc = "name of the learner, if the label is another") Optional<String> learner,
      @Setting(doc = "presets of its cells") List<String> presets,
      SettingsBlock set) {
    /** Defaults. */
    public Algorithm() {
      this(Optional.empty(), List.of(), SettingsBlock.EMPTY);
    }
  }

  /**
   * A dataset and the task that policies learned from it are scored on.
   *
   * @param file to learn from
   * @param task to roll out on
   * @param set settings of its cells
   */
  public record Data(
      @Setting(doc = "dataset file") Path file,
      @Setting(doc = "simulated task that policies are scored on") String task,
      SettingsBlock set) {
    /** Nothing chosen yet. */
    public Data() {
      this(Path.of(""), "", SettingsBlock.EMPTY);
    }
  }

  /**
   * Settings of some cells only, or cells that are left out; an empty list matches all.
   *
   * @param algorithms labels
   * @param datasets labels
   * @param seeds of the runs
   * @param skip leave them out
   * @param set settings of these cells
   */
  public record CellRule(
      @Setting(doc = "labels; none: all") List<String> algorithms,
      @Setting(doc = "labels; none: all") List<String> datasets,
      @Setting(doc = "seeds; none: all") List<Long> seeds,
      @Setting(doc = "leave these cells out") boolean skip,
      SettingsBlock set) {
    /** Matches everything and changes nothing. */
    public CellRule() {
      this(List.of(), List.of(), List.of(), false, SettingsBlock.EMPTY);
    }

    /** Whether it is meant for this cell. */
    public boolean matches(String algorithm, String dataset, long seed) {
      return (algorithms.isEmpty() || algorithms.contains(algorithm))
          && (datasets.isEmpty() || datasets.contains(dataset))
          && (seeds.isEmpty() || seeds.contains(seed));
    }
  }

  /**
   * The evaluation after training.
   *
   * @param episodes of it
   * @param seed of its start states: others than those of evaluations on the way
   * @param checkpoint that is scored
   */
  public record Score(
      @Setting(doc = "episodes of the evaluation at the end", min = 1) int episodes,
      @Setting(doc = "start states follow from it, the same for every cell") long seed,
      @Setting(doc = "newest, or best by the evaluations on the way") Scored checkpoint) {
    /** Defaults. */
    public Score() {
      this(50, 20_000, Scored.NEWEST);
    }
  }
}
