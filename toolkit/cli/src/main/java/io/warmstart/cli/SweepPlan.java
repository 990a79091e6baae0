package io.warmstart.cli;

import io.warmstart.cli.sweep.Grid;
import io.warmstart.core.config.ConfigException;
import io.warmstart.core.config.ConfigLoader;
import io.warmstart.core.config.ConfigSource;
import io.warmstart.core.config.NearMiss;
import io.warmstart.core.config.ResolvedConfig;
import io.warmstart.core.config.SettingsBlock;
import io.warmstart.core.data.DatasetException;
import io.warmstart.core.learner.LearnerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Turns a grid into cells; everything that is wrong with any of them is reported at once. */
final class SweepPlan {
  private static final String LABEL = "[A-Za-z0-9][A-Za-z0-9.+-]*";

  private final Path file;
  private final ResolvedConfig<Grid> source;
  private final Grid grid;
  private final Set<String> problems = new LinkedHashSet<>();
  private final Map<String, LearnerConfig> learners = new HashMap<>();
  private final Map<String, List<ConfigSource>> presets = new HashMap<>();

  private SweepPlan(Path file, ResolvedConfig<Grid> source) {
    this.file = file;
    this.source = source;
    this.grid = source.value();
  }

  /**
   * The cells of a grid, seed by seed, so that a sweep that is cut short compares equal numbers of
   * seeds.
   *
   * @param file of the grid, for messages
   * @param grid from that file
   * @throws ConfigException with every problem: unknown algorithms, tasks, presets and labels,
   *     missing datasets, and settings that a cell refuses
   */
  static List<SweepCell> of(Path file, ResolvedConfig<Grid> grid) {
    SweepPlan plan = new SweepPlan(file, grid);
    plan.checkSize();
    plan.grid.algorithms().forEach(plan::checkAlgorithm);
    plan.grid.datasets().forEach(plan::checkData);
    for (int i = 0; i < plan.grid.cells().size(); i++) {
      plan.checkRule("cells[" + i + "]", plan.grid.cells().get(i));
    }
    List<SweepCell> cells = plan.cells();
    if (cells.isEmpty() && plan.problems.isEmpty()) {
      plan.problem("cells", "leaves out every cell");
    }
    if (!plan.problems.isEmpty()) {
      throw new ConfigException(List.copyOf(plan.problems));
    }
    return cells;
  }

  private void problem(String path, String what) {
    String origin = source.origin(path);
    String where = origin.equals("default") ? file.toString() : origin;
    problems.add(where + "  " + path + (what.startsWith(":") ? "" : " ") + what);
  }

  private void checkSize() {
    if (grid.algorithms().isEmpty()) {
      problem("algorithms", "is empty; name at least one, such as {bc: {}, iql: {}}");
    }
    if (grid.datasets().isEmpty()) {
      problem("datasets", "is empty; name at least one, such as {maze: {file: F, task: T}}");
    }
    if (grid.seeds().isEmpty()) {
      problem("seeds", "is empty; claims take at least five, such as [1, 2, 3, 4, 5]");
    }
    if (new HashSet<>(grid.seeds()).size() < grid.seeds().size()) {
      problem("seeds", "= " + grid.seeds() + " has the same seed twice");
    }
  }

  private void checkLabel(String path, String label) {
    if (!label.matches(LABEL)) {
      problem(path, "must be a name of letters, digits, dots, plus signs and dashes");
    }
  }

  private void checkAlgorithm(String label, Grid.Algorithm algorithm) {
    String path = "algorithms." + label;
    checkLabel(path, label);
    String learner = algorithm.learner().orElse(label);
    try {
      learners.put(label, Algorithms.named(learner));
    } catch (CommandException e) {
      problem(algorithm.learner().isEmpty() ? path : path + ".learner", ": " + e.getMessage());
      return;
    }
    List<ConfigSource> own = new ArrayList<>();
    addPresets(own, "presets", grid.presets(), learner);
    addPresets(own, path + ".presets", algorithm.presets(), learner);
    presets.put(label, own);
  }

  private void addPresets(
      List<ConfigSource> sources, String path, List<String> names, String learner) {
    for (String name : names) {
      try {
        sources.add(Presets.named(name, learner));
      } catch (CommandException e) {
        problem(path, ": " + e.getMessage());
      }
    }
  }

  private void checkData(String label, Grid.Data data) {
    String path = "datasets." + label;
    checkLabel(path, label);
    if (data.task().isEmpty()) {
      problem(path, "needs a task, such as task: maze2d-medium-dense");
    } else {
      try {
        Tasks.named(data.task());
      } catch (CommandException e) {
        problem(path + ".task", ": " + e.getMessage());
      }
    }
    if (data.file().toString().isEmpty()) {
      problem(path, "needs a file to learn from, such as file: maze.hdf5");
      return;
    }
    try {
      Datasets.formatOf(data.file());
    } catch (DatasetException e) {
      problem(path + ".file", ": " + e.getMessage());
    }
  }

  private void checkRule(String path, Grid.CellRule rule) {
    checkKnown(path + ".algorithms", rule.algorithms(), grid.algorithms().keySet());
    checkKnown(path + ".datasets", rule.datasets(), grid.datasets().keySet());
    for (long seed : rule.seeds()) {
      if (!grid.seeds().contains(seed)) {
        problem(path + ".seeds", ": " + seed + " is not one of the seeds " + grid.seeds());
      }
    }
  }

  private void checkKnown(String path, List<String> labels, Collection<String> known) {
    for (String label : labels) {
      if (!known.contains(label)) {
        problem(path, ": \"" + label + "\" is not a label; " + NearMiss.clause(label, known));
      }
    }
  }

  private List<SweepCell> cells() {
    List<SweepCell> cells = new ArrayList<>();
    for (long seed : grid.seeds()) {
      for (String dataset : grid.datasets().keySet()) {
        for (String algorithm : grid.algorithms().keySet()) {
          List<Grid.CellRule> rules =
              grid.cells().stream().filter(rule -> rule.matches(algorithm, dataset, seed)).toList();
          if (learners.containsKey(algorithm) && rules.stream().noneMatch(Grid.CellRule::skip)) {
            addCell(cells, algorithm, dataset, seed, rules);
          }
        }
      }
    }
    return cells;
  }

  private void addCell(
      List<SweepCell> cells,
      String algorithm,
      String dataset,
      long seed,
      List<Grid.CellRule> rules) {
    Grid.Data data = Objects.requireNonNull(grid.datasets().get(dataset));
    List<ConfigSource> sources = new ArrayList<>(presets.getOrDefault(algorithm, List.of()));
    add(sources, grid.set());
    add(sources, grid.training().within("training"));
    add(sources, grid.evaluation().within("evaluation"));
    add(sources, data.set());
    add(sources, Objects.requireNonNull(grid.algorithms().get(algorithm)).set());
    rules.forEach(rule -> add(sources, rule.set()));
    String label = "datasets." + dataset;
    assign(sources, source.origin(label + ".file"), "data.path", RunOptions.quoted(data.file()));
    if (!data.task().isEmpty()) {
      assign(sources, source.origin(label + ".task"), "evaluation.task", data.task());
    }
    assign(sources, source.origin("seeds"), "seed", Long.toString(seed));
    Experiment defaults = Experiment.of(Objects.requireNonNull(learners.get(algorithm)));
    try {
      ResolvedConfig<Experiment> config = ConfigLoader.load(defaults, sources);
      config.value().device().executor();
      String name = algorithm + "_" + dataset + "_s" + seed;
      cells.add(new SweepCell(name, algorithm, dataset, data.task(), config));
    } catch (ConfigException e) {
      problems.addAll(e.problems());
    }
  }

  private static void add(List<ConfigSource> sources, SettingsBlock block) {
    if (!block.isEmpty()) {
      sources.add(new ConfigSource.Block(block));
    }
  }

  private static void assign(List<ConfigSource> sources, String origin, String path, String value) {
    sources.add(new ConfigSource.Assignment(origin, path, value));
  }
}
