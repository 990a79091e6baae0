package io.warmstart.cli;

import io.warmstart.cli.demo.DemoPage;
import io.warmstart.cli.demo.DemoPlan;
import io.warmstart.cli.demo.DemoPlan.Stage;
import io.warmstart.cli.demo.DemoResults;
import io.warmstart.core.config.ConfigLoader;
import io.warmstart.core.config.ConfigSource;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetFindings;
import io.warmstart.core.data.DatasetFormat;
import io.warmstart.core.data.Episode;
import io.warmstart.core.data.ReadOptions.Reading;
import io.warmstart.core.environment.ScoreReference;
import io.warmstart.core.run.DurableFile;
import io.warmstart.core.run.RunDirectory;
import io.warmstart.core.run.RunException;
import io.warmstart.core.training.EvaluationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** The stages of the demo, one after the other, as ordinary files and runs in one directory. */
final class DemoRun {
  private final Console console;
  private final List<String> command;
  private final StopSignal stop;
  private final DemoPlan plan;
  private final Device device;
  private final Path out;
  private final long began = System.nanoTime();

  /**
   * A demo that has not begun.
   *
   * @param console for notes, progress and the result
   * @param command as typed, for manifests
   * @param stop true asks to save and end
   * @param plan what to do
   * @param device that runs the updates
   * @param out directory to make
   */
  DemoRun(
      Console console,
      List<String> command,
      StopSignal stop,
      DemoPlan plan,
      Device device,
      Path out) {
    this.console = console;
    this.command = command;
    this.stop = stop;
    this.plan = plan;
    this.device = device;
    this.out = out;
  }

  /**
   * Runs everything.
   *
   * @param first seed
   * @param count of seeds
   * @throws RunException if the directory exists or cannot be written
   */
  ExitCode call(long first, int count) {
    createDirectory();
    Path data = out.resolve("data.hdf5");
    record(data);
    if (!check(data)) {
      return ExitCode.CHECK_FAILED;
    }
    DemoResults results = new DemoResults(recordedScores(data));
    for (long seed = first; seed < first + count; seed++) {
      console.note("seed " + (seed - first + 1) + " of " + count);
      Optional<RunResult> interrupted = seed(data, seed, results);
      if (interrupted.isPresent()) {
        return interrupted(interrupted.get(), data);
      }
    }
    write(results, data, first);
    return ExitCode.OK;
  }

  private void createDirectory() {
    RunDirectory.refuseExisting(out);
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw new RunException("cannot make " + out + ": " + e.getMessage(), e);
    }
  }

  private void record(Path data) {
    console.note(
        "recording " + Numbers.of(plan.data().steps()) + " steps of " + DemoPlan.TASK + " ...");
    DatasetFormat format = Datasets.format("d4rl");
    try (Dataset dataset = task().collect(plan.data())) {
      Map<String, String> attributes = new LinkedHashMap<>();
      attributes.put("task", DemoPlan.TASK);
      attributes.put("generator", dataset.provenance().source());
      format.write(dataset, data, attributes);
    }
  }

  /** Prints what the check found; false if training on the file would be wrong. */
  private boolean check(Path data) {
    DatasetFindings findings = Datasets.formatOf(data).check(data);
    boolean usable = true;
    for (DatasetFindings.Finding finding : findings.findings()) {
      usable &= finding.severity() != DatasetFindings.Severity.ERROR;
      console.note(
          finding.severity().name().toLowerCase(Locale.ROOT)
              + ": "
              + finding.where()
              + ": "
              + finding.message());
    }
    if (findings.findings().isEmpty()) {
      console.note("checked: no findings in " + Numbers.of(findings.rows()) + " rows");
    }
    return usable;
  }

  private List<Double> recordedScores(Path data) {
    ScoreReference reference = task().description().reference().orElseThrow();
    List<Double> scores = new ArrayList<>();
    try (Dataset dataset = Datasets.read(data, Reading.STRICT)) {
      for (Episode episode : dataset.episodes()) {
        double sum = 0;
        for (long t = 0; t < episode.length(); t++) {
          sum += dataset.reward(episode.firstTransition() + t);
        }
        scores.add(reference.normalise(sum));
      }
    }
    return scores;
  }

  /** Runs the stages of a seed; the run that was interrupted, if one was. */
  private Optional<RunResult> seed(Path data, long seed, DemoResults results) {
    Map<Stage, SortedMap<Long, EvaluationReport>> evaluations = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      RunResult result = stage == Stage.ONLINE ? fineTune(data, seed) : train(stage, data, seed);
      if (result.interrupted()) {
        return Optional.of(result);
      }
      evaluations.put(stage, result.reports());
      result
          .report()
          .ifPresent(report ->
              console.note(
                  "  "
                      + stage.title()
                      + ": "
                      + EvaluationText.line(report)
                      + "  ("
                      + elapsed()
                      + ")"));
    }
    results.add(seed, evaluations);
    return Optional.empty();
  }

  private RunResult train(Stage stage, Path data, long seed) {
    Experiment defaults = Experiment.of(Algorithms.named(stage.algorithm()));
    return new OfflineRun(console, command, stop)
        .start(path(stage, seed), ConfigLoader.load(defaults, sources(stage, data, seed)));
  }

  private RunResult fineTune(Path data, long seed) {
    RunDirectory parent = RunDirectory.open(path(Stage.OFFLINE, seed));
    SavedRun saved = SavedRun.of(parent);
    FinetuneExperiment defaults = FinetuneExperiment.of(saved.experiment(List.of()));
    return new OnlineRun(console, command, stop)
        .start(
            parent,
            saved.checkpoint(false),
            path(Stage.ONLINE, seed),
            ConfigLoader.load(defaults, sources(Stage.ONLINE, data, seed)));
  }

  private List<ConfigSource> sources(Stage stage, Path data, long seed) {
    List<ConfigSource> sources = new ArrayList<>(plan.settings(stage, seed));
    RunOptions.add(sources, "demo", "data.path", RunOptions.quoted(data));
    RunOptions.add(sources, "--device", "device", device.name().toLowerCase(Locale.ROOT));
    return sources;
  }

  private Path path(Stage stage, long seed) {
    return out.resolve("seed-" + seed + "-" + stage.folder());
  }

  private static Tasks.Task task() {
    return Tasks.named(DemoPlan.TASK);
  }

  private String elapsed() {
    return Numbers.duration(Duration.ofNanos(System.nanoTime() - began));
  }

  private ExitCode interrupted(RunResult result, Path data) {
    console.note(
        "interrupted and saved; finish this run with: warmstart resume "
            + result.run().path()
            + "; the data are in "
            + data);
    return ExitCode.INTERRUPTED;
  }

  private void write(DemoResults results, Path data, long first) {
    console.note("drawing the report ...");
    DemoScenes scenes = new DemoScenes(out, data, device, command, elapsed());
    DemoPage page =
        new DemoPage(
            results,
            scenes.scenes(path(Stage.OFFLINE, first), path(Stage.ONLINE, first)),
            scenes.evidence(
                results.seeds(),
                path(Stage.CLONING, first),
                path(Stage.OFFLINE, first),
                path(Stage.ONLINE, first)));
    Path report = out.resolve("report.html");
    page.report().write(report);
    Map<String, Object> json = new LinkedHashMap<>(results.toJson());
    json.put("data", data.toString());
    json.put("report", report.toString());
    json.put("quick", plan.quick());
    json.put("seconds", Duration.ofNanos(System.nanoTime() - began).toSeconds());
    DurableFile.write(out.resolve("results.json"), Console.json(json) + "\n");
    console.result(json, text(results, report));
  }

  private String text(DemoResults results, Path report) {
    Table table = new Table("stage", "score", "95 % interval", "seeds", "episodes");
    for (DemoResults.Line line : results.lines()) {
      table.row(
          line.title(),
          score(line.estimate().value()),
          "[" + score(line.estimate().low()) + ", " + score(line.estimate().high()) + "]",
          line.seeds() == 0 ? "-" : Integer.toString(line.seeds()),
          Integer.toString(line.episodes()));
    }
    List<String> lines = new ArrayList<>();
    lines.add(table.toString());
    lines.add("");
    lines.add("D4RL-normalised score of " + DemoPlan.TASK + ": interquartile mean of the seeds'");
    lines.add("means; the interval resamples seeds, then episodes.");
    results.comparisons().forEach(words -> lines.add(words + "."));
    if (plan.quick()) {
      lines.add("This was --quick: it shows that everything works, and learns nothing.");
    } else if (results.seeds().size() < DemoPlan.CLAIM_SEEDS) {
      lines.add(
          results.seeds().size()
              + (results.seeds().size() == 1 ? " seed illustrates" : " seeds illustrate")
              + ", and claims take at least "
              + DemoPlan.CLAIM_SEEDS
              + ": see toolkit/docs/results/demo-maze2d-medium.md.");
    }
    lines.add("");
    lines.add(
        new Facts()
            .add("report", report)
            .add("runs", "warmstart runs list --root " + out)
            .add("time", elapsed())
            .toString());
    return String.join("\n", lines);
  }

  private static String score(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
