package io.warmstart.cli;

import io.warmstart.core.config.ConfigSource;
import io.warmstart.core.config.ResolvedConfig;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.learner.HealthLimits;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.Preprocessing;
import io.warmstart.core.reward.RewardTransform;
import io.warmstart.core.run.Checkpoint;
import io.warmstart.core.run.Machine;
import io.warmstart.core.run.Manifest;
import io.warmstart.core.run.RunDirectory;
import io.warmstart.core.run.RunEvent;
import io.warmstart.core.run.RunLock;
import io.warmstart.core.run.Software;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Executor;
import io.warmstart.online.finetune.FineTuning;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Fine-tuning in a run directory: from an offline run, or from the newest checkpoint. */
final class OnlineRun {
  /** Kind of these runs in the manifest. */
  static final String KIND = "finetune";

  private final Console console;
  private final List<String> command;
  private final BooleanSupplier stop;

  /**
   * A fine-tuner.
   *
   * @param console for notes and the progress bar
   * @param command as typed, for the manifest
   * @param stop true asks to finish the episode, save and end
   */
  OnlineRun(Console console, List<String> command, BooleanSupplier stop) {
    this.console = console;
    this.command = command;
    this.stop = stop;
  }

  /** What a run works with; closes all of it. */
  private record Parts(
      FinetuneExperiment experiment,
      @Nullable Dataset records,
      Learner learner,
      Environment environment)
      implements AutoCloseable {
    HealthLimits limits() {
      return records == null
          ? HealthLimits.ANY_REWARDS
          : HealthLimits.of(records, learner.preprocessing().rewards());
    }

    @Override
    public void close() {
      environment.close();
      learner.close();
      if (records != null) {
        records.close();
      }
    }
  }

  /**
   * Fine-tunes a new run.
   *
   * @param parent run whose weights are taken over
   * @param from checkpoint of the parent
   * @param path of the run; must not exist
   * @param config everything that decides it
   * @throws io.warmstart.core.run.RunException if the path exists or cannot be written
   */
  RunResult start(
      RunDirectory parent, Checkpoint from, Path path, ResolvedConfig<FinetuneExperiment> config) {
    RunDirectory.refuseExisting(path);
    FinetuneExperiment experiment = config.value();
    Executor executor = experiment.device().executor();
    try (Parts parts = parts(experiment, from.info().spec(), executor, Optional.empty())) {
      parts.learner().load(from);
      Manifest manifest =
          manifest(parts, executor, new Manifest.Parent(parent.toString(), from.hash()));
      RunDirectory run = RunDirectory.create(path, config.toYaml(), manifest);
      // Step 0 is saved first, so that the run no longer needs its parent.
      try (RunSession session = RunSession.begin(run)) {
        return train(session, parts, Optional.empty());
      }
    }
  }

  /**
   * Goes on with a run that was stopped or killed, or is to go on longer.
   *
   * @param run to go on with
   * @param steps in total; those of its configuration if empty
   */
  RunResult resume(RunDirectory run, OptionalLong steps) {
    RunLock lock = run.lock();
    boolean handedOver = false;
    try {
      List<ConfigSource> sources = new ArrayList<>();
      steps.ifPresent(n ->
          sources.add(new ConfigSource.Assignment("--steps", "training.steps", Long.toString(n))));
      SavedRun saved = SavedRun.of(run);
      FinetuneExperiment experiment = saved.finetune(sources);
      Optional<Checkpoint> newest = run.checkpoints().newest();
      Checkpoint from = newest.isPresent() ? newest.get() : saved.parentCheckpoint();
      Executor executor = experiment.device().executor();
      try (Parts parts =
          parts(experiment, from.info().spec(), executor, Optional.of(run.manifest()))) {
        if (newest.isEmpty()) {
          parts.learner().load(from);
        }
        long step = newest.map(checkpoint -> checkpoint.info().step()).orElse(0L);
        console.note("going on from step " + Numbers.of(step));
        try (RunSession session =
            RunSession.resume(run, lock, command, step, experiment.training().steps())) {
          handedOver = true;
          return train(session, parts, newest);
        }
      }
    } finally {
      if (!handedOver) {
        lock.close();
      }
    }
  }

  private static Parts parts(
      FinetuneExperiment experiment,
      EnvironmentSpec spec,
      Executor executor,
      Optional<Manifest> recorded) {
    String task =
        experiment
            .evaluation()
            .task()
            .orElseThrow(() ->
                new CommandException(
                    ExitCode.USAGE, "no task: give --task TASK, or set evaluation.task"));
    boolean needed =
        experiment.online().strategy().needsRecords() || experiment.data().normalizeReturns();
    Dataset records = null;
    if (needed) {
      records =
          recorded
              .map(manifest -> RecordedData.openUnchanged(experiment.data(), manifest))
              .orElseGet(() -> RecordedData.open(experiment.data()));
    }
    Preprocessing preprocessing =
        records == null
            ? new Preprocessing(
                new RewardTransform(
                    experiment.data().rewardScale(), experiment.data().rewardShift()),
                experiment.data().normalizeObservations(),
                experiment.data().images())
            : experiment.data().preprocessing(records);
    Learner learner =
        Learner.create(experiment.learner(), spec, preprocessing, executor, experiment.seed());
    return new Parts(experiment, records, learner, Tasks.named(task).create());
  }

  private RunResult train(RunSession session, Parts parts, Optional<Checkpoint> resumed) {
    FinetuneExperiment experiment = parts.experiment();
    long total = experiment.training().steps();
    Experiment.Evaluating settings = experiment.evaluation();
    List<RunResult> result = new ArrayList<>();
    session.record(() -> {
      try (TaskEvaluation evaluation =
              TaskEvaluation.of(
                  settings.task().orElseThrow(),
                  settings.episodes(),
                  settings.seed(),
                  TaskEvaluation.asPublished(experiment.learner()));
          Progress progress =
              Progress.of(
                  console,
                  "online",
                  "steps",
                  resumed.map(checkpoint -> checkpoint.info().step()).orElse(0L),
                  total)) {
        RunHooks hooks =
            new RunHooks(
                session,
                parts.learner(),
                progress,
                evaluation,
                experiment.training().keepCheckpoints(),
                parts.limits());
        try (FineTuning tuning = tuning(parts, hooks)) {
          resumed.ifPresentOrElse(tuning::load, () -> hooks.save(0, tuning));
          session.on(new RunEvent.Started(tuning.steps(), total));
          FineTuning.Outcome outcome = hooks.guarded(() -> tuning.run(total, stop));
          boolean stopped = outcome == FineTuning.Outcome.STOPPED;
          session.on(new RunEvent.Finished(tuning.steps(), stopped));
          result.add(
              new RunResult(
                  session.run(), tuning.steps(), hooks.lastHash(), stopped, hooks.reports()));
        }
      }
    });
    return result.getFirst();
  }

  private static FineTuning tuning(Parts parts, RunHooks hooks) {
    Dataset records = parts.records();
    return records == null
        ? FineTuning.withoutRecords(
            parts.learner(), parts.environment(), parts.experiment().online(), hooks)
        : FineTuning.of(
            parts.learner(), parts.environment(), records, parts.experiment().online(), hooks);
  }

  private Manifest manifest(Parts parts, Executor executor, Manifest.Parent parent) {
    FinetuneExperiment experiment = parts.experiment();
    Dataset records = parts.records();
    return new Manifest(
        1,
        KIND,
        experiment.algorithm(),
        experiment.seed(),
        records == null ? null : RecordedData.describe(experiment.data(), records),
        parent,
        Software.here(executor.name()),
        Machine.here(),
        List.of(
            Manifest.Session.started(command, RunSession.now(), 0, experiment.training().steps())));
  }
}
