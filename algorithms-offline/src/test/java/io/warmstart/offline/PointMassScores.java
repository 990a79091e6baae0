package io.warmstart.offline;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.environment.EpisodeSummary;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.training.Evaluation;
import io.warmstart.core.training.Statistics;
import io.warmstart.core.training.Statistics.Estimate;
import io.warmstart.engine.Executor;
import io.warmstart.engine.reference.ReferenceExecutor;
import io.warmstart.testkit.PointMass;

/** Returns on the point mass after training on records of which a quarter are good: 3 seeds. */
final class PointMassScores {
  private static final int SEEDS = 3;

  private PointMassScores() {}

  /** Trains and evaluates; the expert comes to about -1, cloning all records to about -20. */
  static Estimate of(LearnerConfig config, int updates) {
    return of(config, updates, new ReferenceExecutor());
  }

  /** The same on another executor. */
  static Estimate of(LearnerConfig config, int updates, Executor executor) {
    double[][] returns = new double[SEEDS][];
    for (int seed = 0; seed < SEEDS; seed++) {
      try (Dataset dataset = PointMass.dataset(150, 0.25, seed);
          Learner learner = Learner.create(config, PointMass.SPEC, executor, seed)) {
        learner.train(dataset, updates);
        try (Policy policy = learner.policy()) {
          returns[seed] =
              Evaluation.of(new PointMass(), 20, seed).run(policy).episodes().stream()
                  .mapToDouble(EpisodeSummary::episodeReturn)
                  .toArray();
        }
      }
    }
    return Statistics.interquartileMean(returns, 1000, 1);
  }
}
