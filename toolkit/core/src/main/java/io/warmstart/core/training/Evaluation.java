package io.warmstart.core.training;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.EnvironmentLoop;
import io.warmstart.core.environment.EpisodeSummary;
import io.warmstart.core.environment.ScoreReference;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.learner.PolicySession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rolls policies out in the same episodes each time: start states and noise depend on the seed and
 * the episode's number only, so two policies are compared in equal situations.
 */
public final class Evaluation {
  private final Environment environment;
  private final int episodes;
  private final long seed;
  private final Optional<ScoreReference> reference;
  private final Acting acting;

  private Evaluation(
      Environment environment,
      int episodes,
      long seed,
      Optional<ScoreReference> reference,
      Acting acting) {
    this.environment = environment;
    this.episodes = episodes;
    this.seed = seed;
    this.reference = reference;
    this.acting = acting;
  }

  /**
   * An evaluation of deterministic actions that may be run any number of times.
   *
   * @param environment stepped by it; stays with the caller, who uses it nowhere else meanwhile
   * @param episodes per run, at least 1
   * @param seed of the start states
   * @throws IllegalArgumentException if there are no episodes
   */
  public static Evaluation of(Environment environment, int episodes, long seed) {
    if (episodes < 1) {
      throw new IllegalArgumentException("episodes = " + episodes + " must be at least 1");
    }
    return new Evaluation(environment, episodes, seed, Optional.empty(), Acting.DETERMINISTIC);
  }

  /** The same with normalised scores. */
  public Evaluation withReference(ScoreReference scores) {
    return new Evaluation(environment, episodes, seed, Optional.of(scores), acting);
  }

  /** The same with actions chosen in another way. */
  public Evaluation withActing(Acting rule) {
    return new Evaluation(environment, episodes, seed, reference, rule);
  }

  /** Episodes per run. */
  public int episodes() {
    return episodes;
  }

  /**
   * Runs all episodes.
   *
   * @throws UnsupportedOperationException if the policy cannot act like this
   * @throws io.warmstart.core.space.SpecMismatchException if the policy is for another spec
   */
  public EvaluationReport run(Policy policy) {
    policy.spec().requireCompatible(environment.spec(), "the evaluation environment");
    EnvironmentLoop loop = new EnvironmentLoop(environment, seed, "evaluation");
    List<EpisodeSummary> summaries = new ArrayList<>();
    try (PolicySession session = acting.begin(policy, seed)) {
      for (int i = 0; i < episodes; i++) {
        session.restart(loop.seedOf(i));
        summaries.add(loop.run(session));
      }
    }
    return new EvaluationReport(policy.version(), summaries, reference);
  }
}
