package io.warmstart.cli;

import io.warmstart.cli.report.RunReport;
import io.warmstart.core.config.ConfigLoader;
import io.warmstart.core.config.ConfigSource;
import io.warmstart.core.config.ResolvedConfig;
import io.warmstart.core.data.ReadOptions.Reading;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a policy from recorded data. */
@Command(
    name = "train",
    description = "Trains a policy from recorded data.",
    footer = {
      "Writes a run directory: config.yaml, manifest.json, metrics.csv, tb/, checkpoints/, log.txt.",
      "Ctrl-C once finishes the step, saves and exits with 4. The same seed gives the same bits.",
      "",
      "Examples:",
      "  warmstart train iql --dataset maze.hdf5 --steps 20000 --preset small \\",
      "      --task maze2d-umaze-sparse",
      "  warmstart train iql --settings",
      "  warmstart train iql --dataset hopper.hdf5 --preset locomotion --set learner.expectile=0.8"
    })
final class TrainCommand implements Callable<Integer> {
  @Spec CommandSpec command;
  @Mixin CommonOptions common;
  @Mixin RunOptions runOptions;
  @Mixin SettingOptions settings;

  @Parameters(paramLabel = "ALGORITHM", description = "Such as bc or iql.")
  String algorithm;

  @Option(
      names = {"-d", "--dataset"},
      paramLabel = "FILE",
      description = "Dataset to learn from.")
  @Nullable Path dataset;

  @Option(
      names = "--reading",
      paramLabel = "RULES",
      converter = ReadingOption.class,
      description = "strict or d4rl-compat; see: warmstart dataset show --help.")
  @Nullable Reading reading;

  @Option(
      names = {"-n", "--steps"},
      paramLabel = "N",
      description = "Updates in total.")
  @Nullable Long steps;

  @Option(names = "--batch", paramLabel = "N", description = "Rows per update (learner.batchSize).")
  @Nullable Integer batch;

  @Option(
      names = {"-t", "--task"},
      paramLabel = "TASK",
      description = "Simulated task to evaluate on, on the way and at the end.")
  @Nullable String task;

  @Option(
      names = "--episodes",
      paramLabel = "N",
      description = "Episodes per evaluation (default: 10).")
  @Nullable Integer episodes;

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    LearnerConfig learner = Algorithms.named(algorithm);
    Experiment defaults = Experiment.of(learner);
    if (settings.list) {
      SettingsTable.print(console, defaults);
      return ExitCode.OK.code();
    }
    List<ConfigSource> sources = new ArrayList<>(settings.sources(algorithm));
    sources.addAll(runOptions.sources());
    sources.addAll(ownSources());
    ResolvedConfig<Experiment> config = ConfigLoader.load(defaults, sources);
    Experiment experiment = config.value();
    experiment.evaluation().task().ifPresent(Tasks::named);
    Path target = runOptions.target(algorithm, about(experiment));
    if (runOptions.dryRun) {
      return dryRun(console, config, target);
    }
    try (StopSignal stop = StopSignal.listening(console)) {
      console.note("training " + algorithm + " in " + target);
      OfflineRun offline = new OfflineRun(console, CommandWords.of(command), stop);
      RunResult result = offline.start(target, config);
      if (runOptions.namesItself()) {
        result.run().pointLatest();
      }
      console.note("report: " + RunReport.write(result.run()));
      return result.print(console);
    }
  }

  private static String about(Experiment experiment) {
    return experiment
        .data()
        .path()
        .map(path -> String.valueOf(Path.of(path).getFileName()))
        .map(name -> name.replaceFirst("\\.[^.]+$", ""))
        .orElse("data");
  }

  private List<ConfigSource> ownSources() {
    List<ConfigSource> sources = new ArrayList<>();
    RunOptions.add(
        sources, "--dataset", "data.path", dataset == null ? null : RunOptions.quoted(dataset));
    RunOptions.add(
        sources,
        "--reading",
        "data.reading",
        reading == null ? null : reading == Reading.STRICT ? "strict" : "d4rl-compat");
    RunOptions.add(sources, "--steps", "training.steps", steps);
    RunOptions.add(sources, "--batch", "learner.batchSize", batch);
    RunOptions.add(sources, "--task", "evaluation.task", task);
    RunOptions.add(sources, "--episodes", "evaluation.episodes", episodes);
    return sources;
  }

  private int dryRun(Console console, ResolvedConfig<Experiment> config, Path target) {
    RunDirectory.refuseExisting(target);
    config.value().device().executor();
    config.value().data().path().ifPresent(path -> Datasets.formatOf(Path.of(path)));
    console.note("would write " + target);
    console.print(config.toYaml().stripTrailing());
    return ExitCode.OK.code();
  }
}
