package io.warmstart.cli;

import io.warmstart.core.environment.EpisodeSummary;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.core.learner.HealthLimits;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.learner.TrainingDivergedException;
import io.warmstart.core.run.Checkpoint;
import io.warmstart.core.run.CheckpointInfo;
import io.warmstart.core.run.RunDirectory;
import io.warmstart.core.run.RunEvent;
import io.warmstart.core.run.RunListener;
import io.warmstart.core.run.Sha256;
import io.warmstart.core.training.EvaluationReport;
import io.warmstart.core.training.TrainingHooks;
import io.warmstart.online.finetune.FineTuning;
import io.warmstart.online.finetune.FineTuningHooks;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Does in a run directory what a training or fine-tuning loop asks for: report, evaluate, save. */
final class RunHooks implements TrainingHooks, FineTuningHooks {
  private static final String MERIT = "merit";

  private final RunDirectory run;
  private final Learner learner;
  private final RunListener listener;
  private final Progress progress;
  private final @Nullable TaskEvaluation evaluation;
  private final int keep;
  private final HealthLimits limits;
  private final String configHash;
  private double bestMerit;
  private final SortedMap<Long, EvaluationReport> reports = new TreeMap<>();
  private String lastHash = "";
  private long healthyAt = -1;

  /**
   * Hooks of one run.
   *
   * @param session of the run that is written to
   * @param learner that is trained
   * @param progress moved along
   * @param evaluation on the way; null for none; stays with the caller
   * @param keep newest checkpoints kept
   * @param limits beyond which the training counts as diverged; looked at with every report of
   *     metrics and before every checkpoint
   */
  RunHooks(
      RunSession session,
      Learner learner,
      Progress progress,
      @Nullable TaskEvaluation evaluation,
      int keep,
      HealthLimits limits) {
    this.run = session.run();
    this.learner = learner;
    this.listener = session;
    this.progress = progress;
    this.evaluation = evaluation;
    this.keep = keep;
    this.limits = limits;
    this.configHash = Sha256.of(run.config());
    this.bestMerit =
        run.checkpoints()
            .best()
            .map(best -> Double.parseDouble(best.info().extras().getOrDefault(MERIT, "-Infinity")))
            .orElse(Double.NEGATIVE_INFINITY);
  }

  @Override
  public void progress(long updates) {
    progress.at(updates);
  }

  @Override
  public void metrics(long updates, Map<String, Double> metrics) {
    listener.on(new RunEvent.Metrics(updates, metrics));
    requireHealthy();
  }

  @Override
  public void episode(long steps, EpisodeSummary episode) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("episode/return", episode.episodeReturn());
    values.put("episode/length", (double) episode.length());
    if (episode.success() != TaskSuccess.UNDEFINED) {
      values.put("episode/success", episode.success() == TaskSuccess.YES ? 1.0 : 0.0);
    }
    listener.on(new RunEvent.Metrics(steps, values));
  }

  @Override
  public void evaluate(long updates, Learner learner) {
    if (evaluation == null) {
      return;
    }
    EvaluationReport report;
    try (Policy policy = learner.policy()) {
      report = evaluation.run(policy);
    }
    reports.put(updates, report);
    listener.on(
        new RunEvent.Evaluated(
            updates, evaluation.task().toString(), TaskEvaluation.values(report)));
    double merit = TaskEvaluation.merit(report);
    if (merit > bestMerit) {
      bestMerit = merit;
      run.checkpoints()
          .saveBest(
              checkpoint(updates, learner, Map.of(MERIT, Double.toString(merit)), learner::save));
    }
  }

  @Override
  public void save(long updates, Learner learner) {
    requireHealthy();
    save(checkpoint(updates, learner, Map.of(), learner::save));
  }

  @Override
  public void save(long steps, FineTuning state) {
    requireHealthy();
    save(checkpoint(steps, learner, Map.of(), state::save));
  }

  private void save(Checkpoint checkpoint) {
    Path file = run.checkpoints().save(checkpoint, keep);
    lastHash = checkpoint.hash();
    listener.on(new RunEvent.CheckpointSaved(checkpoint.info().step(), file, checkpoint.hash()));
  }

  private Checkpoint checkpoint(
      long step, Learner of, Map<String, String> extras, Checkpoint.State state) {
    CheckpointInfo info =
        new CheckpointInfo(of.config().name(), step, of.spec(), configHash, new TreeMap<>(extras));
    return Checkpoint.of(info, state);
  }

  /**
   * Runs a training; if it diverges, the learner gets the newest healthy weights back.
   *
   * @throws TrainingDivergedException saying what was restored
   */
  <T> T guarded(Supplier<T> training) {
    try {
      return training.get();
    } catch (TrainingDivergedException e) {
      Optional<Checkpoint> healthy = run.checkpoints().newest();
      healthy.ifPresent(learner::load);
      String restored =
          healthy
              .map(saved ->
                  "The weights of step " + saved.info().step() + ", the last checkpoint, are back.")
              .orElse("No checkpoint was saved before.");
      throw e.withAdvice(restored);
    }
  }

  /** Looks once at the state after an update, though it may be reported and saved. */
  private void requireHealthy() {
    if (learner.updates() != healthyAt) {
      learner.requireHealthy(limits);
      healthyAt = learner.updates();
    }
  }

  /** Evaluations of this session, by the step they were done at. */
  SortedMap<Long, EvaluationReport> reports() {
    return reports;
  }

  /** Hash of the checkpoint that was saved last; empty if none was. */
  String lastHash() {
    return lastHash;
  }
}
