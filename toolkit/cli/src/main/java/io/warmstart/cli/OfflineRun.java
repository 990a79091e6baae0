package io.warmstart.cli;

import io.warmstart.core.config.ConfigSource;
import io.warmstart.core.config.ResolvedConfig;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.learner.HealthLimits;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.ObservationStatistics;
import io.warmstart.core.run.Checkpoint;
import io.warmstart.core.run.Machine;
import io.warmstart.core.run.Manifest;
import io.warmstart.core.run.RunDirectory;
import io.warmstart.core.run.RunEvent;
import io.warmstart.core.run.RunLock;
import io.warmstart.core.run.Software;
import io.warmstart.core.training.OfflineTraining;
import io.warmstart.engine.Executor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** Offline training in a run directory: from the beginning, or from the newest checkpoint. */
final class OfflineRun {
  /** Kind of these runs in the manifest. */
  static final String KIND = "train";

  private final Console console;
  private final List<String> command;
  private final BooleanSupplier stop;

  /**
   * A trainer.
   *
   * @param console for notes and the progress bar
   * @param command as typed, for the manifest
   * @param stop true asks to save and end
   */
  OfflineRun(Console console, List<String> command, BooleanSupplier stop) {
    this.console = console;
    this.command = command;
    this.stop = stop;
  }

  /**
   * Trains a new run.
   *
   * @param path of the run; must not exist
   * @param config everything that decides it
   * @throws io.warmstart.core.run.RunException if the path exists or cannot be written
   */
  RunResult start(Path path, ResolvedConfig<Experiment> config) {
    RunDirectory.refuseExisting(path);
    Experiment experiment = config.value();
    Executor executor = experiment.device().executor();
    try (Dataset dataset = RecordedData.open(experiment.data());
        Learner learner = learner(experiment, dataset, executor)) {
      if (experiment.data().normalizeObservations()) {
        learner.normalize(ObservationStatistics.of(dataset));
      }
      Manifest manifest = manifest(experiment, dataset, executor);
      RunDirectory run = RunDirectory.create(path, config.toYaml(), manifest);
      try (RunSession session = RunSession.begin(run)) {
        return train(session, experiment, dataset, learner);
      }
    }
  }

  /**
   * Goes on with a run that was stopped, killed, or is to train longer.
   *
   * @param run to go on with
   * @param steps in total; those of its configuration if empty
   * @throws io.warmstart.core.run.RunException if another process writes the run
   */
  RunResult resume(RunDirectory run, OptionalLong steps) {
    RunLock lock = run.lock();
    boolean handedOver = false;
    try {
      List<ConfigSource> sources = new ArrayList<>();
      steps.ifPresent(n ->
          sources.add(new ConfigSource.Assignment("--steps", "training.steps", Long.toString(n))));
      Experiment experiment = SavedRun.of(run).experiment(sources);
      Executor executor = experiment.device().executor();
      try (Dataset dataset = RecordedData.openUnchanged(experiment.data(), run.manifest());
          Learner learner = learner(experiment, dataset, executor)) {
        long from = restore(run, learner, dataset, experiment);
        try (RunSession session =
            RunSession.resume(run, lock, command, from, experiment.training().steps())) {
          handedOver = true;
          return train(session, experiment, dataset, learner);
        }
      }
    } finally {
      if (!handedOver) {
        lock.close();
      }
    }
  }

  private long restore(RunDirectory run, Learner learner, Dataset dataset, Experiment experiment) {
    Optional<Checkpoint> newest = run.checkpoints().newest();
    if (newest.isPresent()) {
      learner.load(newest.get());
      console.note("going on from step " + Numbers.of(learner.updates()));
      return learner.updates();
    }
    if (experiment.data().normalizeObservations()) {
      learner.normalize(ObservationStatistics.of(dataset));
    }
    console.note("there is no checkpoint yet; starting from step 0");
    return 0;
  }

  private RunResult train(
      RunSession session, Experiment experiment, Dataset dataset, Learner learner) {
    Optional<String> task = experiment.evaluation().task();
    long total = experiment.training().steps();
    List<RunResult> result = new ArrayList<>();
    session.record(() -> {
      try (TaskEvaluation evaluation = task.map(id -> evaluation(id, experiment)).orElse(null);
          Progress progress =
              Progress.of(console, experiment.algorithm(), "updates", learner.updates(), total)) {
        RunHooks hooks =
            new RunHooks(
                session,
                learner,
                progress,
                evaluation,
                experiment.training().keepCheckpoints(),
                HealthLimits.of(dataset, learner.preprocessing().rewards()));
        session.on(new RunEvent.Started(learner.updates(), total));
        if (learner.updates() == 0) {
          // Healthy weights to go back to, should the first updates diverge.
          hooks.save(0, learner);
        }
        OfflineTraining training =
            new OfflineTraining(
                learner, dataset, experiment.training().cadence(evaluation != null), hooks);
        OfflineTraining.Outcome outcome = hooks.guarded(() -> training.run(total, stop));
        boolean stopped = outcome == OfflineTraining.Outcome.STOPPED;
        session.on(new RunEvent.Finished(learner.updates(), stopped));
        result.add(
            new RunResult(
                session.run(), learner.updates(), hooks.lastHash(), stopped, hooks.reports()));
      }
    });
    return result.getFirst();
  }

  private static TaskEvaluation evaluation(String task, Experiment experiment) {
    Experiment.Evaluating settings = experiment.evaluation();
    return TaskEvaluation.of(
        task,
        settings.episodes(),
        settings.seed(),
        TaskEvaluation.asPublished(experiment.learner()));
  }

  private static Learner learner(Experiment experiment, Dataset dataset, Executor executor) {
    return Learner.create(
        experiment.learner(),
        dataset.spec(),
        experiment.data().preprocessing(dataset),
        executor,
        experiment.seed());
  }

  private Manifest manifest(Experiment experiment, Dataset dataset, Executor executor) {
    Manifest.Data data = RecordedData.describe(experiment.data(), dataset);
    return new Manifest(
        1,
        KIND,
        experiment.algorithm(),
        experiment.seed(),
        data,
        null,
        Software.here(executor.name()),
        Machine.here(),
        List.of(
            Manifest.Session.started(command, RunSession.now(), 0, experiment.training().steps())));
  }
}
