package io.warmstart.benchmarks;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.engine.Executor;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Session;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A training step that is timed.
 *
 * @param name that a peer knows it by
 * @param title for tables
 * @param gflop useful work of one step, GFLOP
 * @param begin makes it ready on an executor
 */
public record Subject(String name, String title, double gflop, Function<Executor, Step> begin) {
  /** The step, ready to run; closing frees what it holds. */
  public interface Step extends AutoCloseable {
    /** Runs it once. */
    void run();

    @Override
    void close();
  }

  /** The three workloads of the engine, on one fixed batch. */
  public static List<Subject> workloads() {
    return Arrays.stream(Workloads.values())
        .map(workload ->
            new Subject(
                workload.name(),
                workload.title(),
                workload.gflop(),
                executor -> {
                  Parameters parameters = new Parameters();
                  return new SessionStep(
                      executor.open(workload.declare(parameters), parameters, new FixedFeed(), 1));
                }))
        .toList();
  }

  /**
   * Whole updates of a learner at its default size, sampling from a dataset included.
   *
   * @param config of the algorithm
   * @param dataset drawn from; stays with the caller
   */
  public static Subject of(LearnerConfig config, Dataset dataset) {
    return new Subject(
        config.name(),
        config.name(),
        Work.gflop(config, dataset.spec()),
        executor -> new LearnerStep(Learner.create(config, dataset.spec(), executor, 1), dataset));
  }

  private record SessionStep(Session session) implements Step {
    @Override
    public void run() {
      session.run(1);
    }

    @Override
    public void close() {
      session.close();
    }
  }

  private record LearnerStep(Learner learner, Dataset dataset) implements Step {
    @Override
    public void run() {
      learner.train(dataset, 1);
    }

    @Override
    public void close() {
      learner.close();
    }
  }
}
