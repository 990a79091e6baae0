package io.warmstart.cli;

import io.warmstart.cli.compare.Scored;
import io.warmstart.core.config.ConfigLoader;
import io.warmstart.core.config.ConfigSource;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.learner.Preprocessing;
import io.warmstart.core.reward.RewardTransform;
import io.warmstart.core.run.Checkpoint;
import io.warmstart.core.run.CheckpointFolder;
import io.warmstart.core.run.Manifest;
import io.warmstart.core.run.RunDirectory;
import io.warmstart.core.run.RunException;
import io.warmstart.core.training.Acting;
import io.warmstart.core.training.EvaluationReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads back what a run was and what it learned. */
final class SavedRun {
  private final RunDirectory run;
  private final Manifest manifest;

  private SavedRun(RunDirectory run) {
    this.run = run;
    this.manifest = run.manifest();
  }

  static SavedRun of(RunDirectory run) {
    return new SavedRun(run);
  }

  /** Whether it was fine-tuned online. */
  boolean isOnline() {
    return manifest.kind().equals(OnlineRun.KIND);
  }

  /**
   * The configuration of an offline run; of the one it started from, if it was fine-tuned.
   *
   * @param changes merged over what the run has
   * @throws RunException if it is another kind of run
   * @throws io.warmstart.core.config.ConfigException if this version does not understand it
   */
  Experiment experiment(List<ConfigSource> changes) {
    if (isOnline()) {
      throw new RunException(
          run
              + " was fine-tuned already; start from an offline run, or go on with: warmstart"
              + " resume "
              + run);
    }
    return ConfigLoader.load(Experiment.of(defaults()), sources(changes)).value();
  }

  /**
   * The configuration of a fine-tuning run.
   *
   * @param changes merged over what the run has
   */
  FinetuneExperiment finetune(List<ConfigSource> changes) {
    FinetuneExperiment known = FinetuneExperiment.of(Experiment.of(defaults()));
    return ConfigLoader.load(known, sources(changes)).value();
  }

  private LearnerConfig defaults() {
    return Algorithms.named(manifest.algorithm());
  }

  private List<ConfigSource> sources(List<ConfigSource> changes) {
    List<ConfigSource> sources = new ArrayList<>();
    // Images were a setting of bc alone once.
    sources.add(
        new ConfigSource.Moved(
            new ConfigSource.YamlFile(run.config()), "learner.images", "data.images"));
    sources.addAll(changes);
    return sources;
  }

  /**
   * The checkpoint that a fine-tuning run started from.
   *
   * @throws RunException if the parent is gone or has other checkpoints now
   */
  Checkpoint parentCheckpoint() {
    Manifest.Parent parent = manifest.parent();
    if (parent == null) {
      throw new RunException(run + " does not say which run it was started from");
    }
    Checkpoint newest = SavedRun.of(RunDirectory.open(Path.of(parent.run()))).checkpoint(false);
    if (!newest.hash().equals(parent.checkpointHash())) {
      throw new RunException(
          run
              + " has no checkpoint yet, and its parent "
              + parent.run()
              + " has gone on since; "
              + "start again with: warmstart finetune "
              + parent.run());
    }
    return newest;
  }

  /**
   * The task it was evaluated on.
   *
   * @throws CommandException if it was not
   */
  String task() {
    return evaluation()
        .task()
        .orElseThrow(() ->
            new CommandException(
                ExitCode.USAGE, run + " was trained without a task; name one with --task"));
  }

  /** The data it learned from. */
  Experiment.Data data() {
    return isOnline() ? finetune(List.of()).data() : experiment(List.of()).data();
  }

  private Experiment.Evaluating evaluation() {
    return isOnline() ? finetune(List.of()).evaluation() : experiment(List.of()).evaluation();
  }

  /**
   * The checkpoint to use.
   *
   * @param best the best by evaluation instead of the newest
   * @throws RunException if there is none
   */
  Checkpoint checkpoint(boolean best) {
    return (best ? run.checkpoints().best() : run.checkpoints().newest())
        .orElseThrow(() ->
            new RunException(
                run
                    + (best
                        ? " has no best checkpoint: it was trained without --task"
                        : " has no checkpoint yet; go on with: warmstart resume " + run)));
  }

  /** How the paper of its algorithm evaluates. */
  Acting asPublished() {
    return TaskEvaluation.asPublished(
        isOnline() ? finetune(List.of()).learner() : experiment(List.of()).learner());
  }

  /** Steps of the checkpoints that are kept, ascending. */
  List<Long> steps() {
    return run.checkpoints().entries().stream().map(CheckpointFolder.Entry::step).toList();
  }

  /**
   * The checkpoint at a step.
   *
   * @throws CommandException if it is not kept
   */
  Checkpoint checkpointAt(long step) {
    return run.checkpoints().entries().stream()
        .filter(entry -> entry.step() == step)
        .map(entry -> Checkpoint.read(entry.path()))
        .findFirst()
        .orElseThrow(() ->
            new CommandException(
                ExitCode.USAGE,
                run + " keeps no checkpoint of step " + step + "; there are: " + steps()));
  }

  /**
   * Rolls the newest policy out on the run's own task.
   *
   * @param episodes of the evaluation
   * @param seed of the start states
   */
  Scored scored(int episodes, long seed) {
    Manifest.Data data = manifest.data();
    String dataset = data == null ? "no data" : String.valueOf(Path.of(data.path()).getFileName());
    try (TaskEvaluation evaluation = TaskEvaluation.of(task(), episodes, seed, asPublished());
        Learner learner = learner(checkpoint(false), Device.AUTO);
        Policy policy = learner.policy()) {
      EvaluationReport report = evaluation.run(policy);
      return new Scored(
          manifest.algorithm(),
          dataset,
          task(),
          manifest.seed(),
          report.meanScore().isPresent(),
          Arrays.stream(report.scores()).boxed().toList(),
          report.successRate().isPresent() ? report.successes() : null,
          run.toString());
    }
  }

  /**
   * The learner at a checkpoint; the caller closes it.
   *
   * @param device that runs it
   */
  Learner learner(Checkpoint checkpoint, Device device) {
    return isOnline()
        ? online(finetune(List.of()), checkpoint, device)
        : offline(experiment(List.of()), checkpoint, device);
  }

  private static Learner offline(Experiment settings, Checkpoint checkpoint, Device device) {
    Learner learner =
        Learner.create(
            settings.learner(),
            checkpoint.info().spec(),
            acting(settings.data()),
            device.executorForActing(),
            settings.seed());
    learner.load(checkpoint);
    return learner;
  }

  private static Learner online(FinetuneExperiment settings, Checkpoint checkpoint, Device device) {
    Learner learner =
        Learner.create(
            settings.learner(),
            checkpoint.info().spec(),
            acting(settings.data()),
            device.executorForActing(),
            settings.seed());
    learner.load(checkpoint);
    return learner;
  }

  /** Rewards do not matter to a policy that only acts. */
  private static Preprocessing acting(Experiment.Data data) {
    return new Preprocessing(RewardTransform.NONE, data.normalizeObservations(), data.images());
  }
}
