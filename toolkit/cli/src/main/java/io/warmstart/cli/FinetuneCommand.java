package io.warmstart.cli;

import io.warmstart.cli.report.RunReport;
import io.warmstart.core.config.ConfigLoader;
import io.warmstart.core.config.ConfigSource;
import io.warmstart.core.config.ResolvedConfig;
import io.warmstart.core.run.Checkpoint;
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

/** Fine-tunes the policy of a run in a simulated task. */
@Command(
    name = "finetune",
    description = "Fine-tunes a run's policy online, in a simulated task.",
    footer = {
      "Starts from the run's newest checkpoint and makes a run of its own. What becomes of the",
      "recorded data is online.strategy: append-to-offline, mix-with-offline, discard-and-warm-up.",
      "Ctrl-C once finishes the episode, saves and exits with 4.",
      "",
      "Examples:",
      "  warmstart finetune runs/latest --task maze2d-umaze-sparse --steps 20000",
      "  warmstart finetune runs/latest --set online.strategy.kind=mix-with-offline"
    })
final class FinetuneCommand implements Callable<Integer> {
  @Spec CommandSpec command;
  @Mixin CommonOptions common;
  @Mixin RunOptions runOptions;
  @Mixin SettingOptions settings;

  @Parameters(paramLabel = "RUN", description = "Offline run to start from, such as runs/latest.")
  Path path;

  @Option(
      names = {"-t", "--task"},
      paramLabel = "TASK",
      description = "Simulated task (default: the one the run was evaluated on).")
  @Nullable String task;

  @Option(
      names = {"-n", "--steps"},
      paramLabel = "N",
      description = "Environment steps in total (default: 100000).")
  @Nullable Long steps;

  @Option(
      names = "--episodes",
      paramLabel = "N",
      description = "Episodes per evaluation (default: as in the run).")
  @Nullable Integer episodes;

  @Option(names = "--best", description = "Start from the best checkpoint, not the newest.")
  boolean best;

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    RunDirectory parent = RunDirectory.open(path);
    SavedRun saved = SavedRun.of(parent);
    FinetuneExperiment defaults = FinetuneExperiment.of(saved.experiment(List.of()));
    if (settings.list) {
      SettingsTable.print(console, defaults);
      return ExitCode.OK.code();
    }
    String algorithm = defaults.algorithm();
    List<ConfigSource> sources = new ArrayList<>(settings.sources(algorithm));
    sources.addAll(runOptions.sources());
    RunOptions.add(sources, "--task", "evaluation.task", task);
    RunOptions.add(sources, "--steps", "training.steps", steps);
    RunOptions.add(sources, "--episodes", "evaluation.episodes", episodes);
    ResolvedConfig<FinetuneExperiment> config = ConfigLoader.load(defaults, sources);
    String about =
        config
            .value()
            .evaluation()
            .task()
            .map(text -> Tasks.named(text).fileName())
            .orElse("online");
    Path target = runOptions.target(algorithm, about + "-online");
    Checkpoint from = saved.checkpoint(best);
    if (runOptions.dryRun) {
      RunDirectory.refuseExisting(target);
      console.note("would write " + target);
      console.print(config.toYaml().stripTrailing());
      return ExitCode.OK.code();
    }
    try (StopSignal stop = StopSignal.listening(console)) {
      console.note("fine-tuning " + algorithm + " in " + target);
      OnlineRun online = new OnlineRun(console, CommandWords.of(command), stop);
      RunResult result = online.start(parent, from, target, config);
      if (runOptions.namesItself()) {
        result.run().pointLatest();
      }
      console.note("report: " + RunReport.write(result.run()));
      return result.print(console);
    }
  }
}
