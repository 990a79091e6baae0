package io.warmstart.core.learner;

import io.warmstart.core.data.BatchSource;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Diagnosis;
import io.warmstart.engine.Executor;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Session;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.StateSink;
import io.warmstart.engine.StateSource;
import io.warmstart.engine.StepPlan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the program that a {@link LearnerConfig} declared, on an executor, with batches from any
 * source.
 *
 * <pre>{@code
 * try (Learner learner = Learner.create(new Iql.Config(), dataset.spec(), executor, 1)) {
 *   learner.train(dataset, 100_000);
 *   try (Policy policy = learner.policy()) { ... }
 * }
 * }</pre>
 *
 * <p>Update k draws its batch by the learner's seed and k alone; a learner that was saved and
 * loaded continues bit for bit on the same executor. Owned by one thread; whoever created it closes
 * it. Policies and value functions outlive it.
 */
public final class Learner implements AutoCloseable {
  private final LearnerConfig config;
  private final EnvironmentSpec spec;
  private final Preprocessing preprocessing;
  private final Executor executor;
  private final long seed;
  private final Parameters parameters;
  private final LearnerPlan plan;
  private final BatchFeed feed;
  private final Session session;
  private Map<String, Double> lastMetrics = Map.of();
  private @Nullable BatchSource checked;

  private Learner(
      LearnerConfig config,
      EnvironmentSpec spec,
      Preprocessing preprocessing,
      Executor executor,
      long seed) {
    this.config = config;
    this.spec = spec;
    this.preprocessing = preprocessing;
    this.executor = executor;
    this.seed = seed;
    this.parameters = new Parameters();
    FedInputs inputs = new FedInputs(spec, preprocessing, parameters);
    this.plan = config.declare(spec, parameters, inputs);
    this.feed = new BatchFeed(spec, plan.batchRows(), seed, inputs.returnRule());
    this.session = executor.open(plan.update(), parameters, feed, seed);
  }

  /**
   * A learner at its initial weights, on rows as they are stored.
   *
   * @param config algorithm and hyper-parameters
   * @param spec what is observed and done
   * @param executor that runs it
   * @param seed of initial weights, batches and noise
   * @throws IllegalArgumentException if the algorithm cannot handle the spec
   */
  public static Learner create(
      LearnerConfig config, EnvironmentSpec spec, Executor executor, long seed) {
    return create(config, spec, Preprocessing.NONE, executor, seed);
  }

  /**
   * A learner at its initial weights.
   *
   * @param config algorithm and hyper-parameters
   * @param spec what is observed and done
   * @param preprocessing of every row before the losses
   * @param executor that runs it
   * @param seed of initial weights, batches and noise
   * @throws IllegalArgumentException if the algorithm cannot handle the spec
   */
  public static Learner create(
      LearnerConfig config,
      EnvironmentSpec spec,
      Preprocessing preprocessing,
      Executor executor,
      long seed) {
    return new Learner(config, spec, preprocessing, executor, seed);
  }

  /**
   * Closes this learner and goes on with {@link LearnerConfig#startOnline}: the same weights,
   * moments and counters under the online schedule.
   */
  public Learner startOnline() {
    StateInMemory state = new StateInMemory();
    save(state);
    close();
    Learner online = new Learner(config.startOnline(), spec, preprocessing, executor, seed);
    online.load(state);
    return online;
  }

  /** Algorithm and hyper-parameters. */
  public LearnerConfig config() {
    return config;
  }

  /** What is observed and done. */
  public EnvironmentSpec spec() {
    return spec;
  }

  /** What happens to rows before the losses. */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /** Seed of initial weights, batches and noise. */
  public long seed() {
    return seed;
  }

  /** Number of weights, targets included. */
  public long parameterCount() {
    return parameters.count();
  }

  /** Completed updates, including those before a load. */
  public long updates() {
    return session.programs();
  }

  /**
   * Sets the statistics that observations are normalised by; call before the first update of a
   * fresh learner. They are saved with the weights.
   *
   * @throws IllegalStateException if this learner does not normalise observations
   * @throws IllegalArgumentException if the width differs from the spec's
   */
  public void normalize(ObservationStatistics statistics) {
    if (!preprocessing.normalizeObservations()) {
      throw new IllegalStateException("this learner was created without observation normalisation");
    }
    float[] mean = statistics.shift();
    if (mean.length != spec.observationWidth()) {
      throw new IllegalArgumentException(
          "statistics of " + mean.length + " channels, the spec has " + spec.observationWidth());
    }
    session.write(0, parameters.get(FedInputs.MEAN), mean);
    session.write(0, parameters.get(FedInputs.SCALE), statistics.scale());
  }

  /**
   * Runs updates on batches of {@code source}.
   *
   * @param source drawn from; not kept
   * @param updates how many, at least 0
   * @throws io.warmstart.core.space.SpecMismatchException if the source's rows are of another spec
   * @throws TrainingDivergedException if an update met numbers that are not finite; the weights
   *     stay those of the update before
   */
  public void train(BatchSource source, int updates) {
    if (source != checked) {
      spec.requireCompatible(source.spec(), "the batch source");
      checked = source;
    }
    feed.source(source);
    session.run(updates);
    if (session.refused()) {
      Diagnosis diagnosis = session.explain();
      throw diverged(diagnosis.tensor(), diagnosis.message());
    }
  }

  /**
   * Looks whether weights, value estimates and losses have the size of a healthy training. Numbers
   * that are not finite are refused by every update; this finds what grows without end before.
   *
   * @param limits of their sizes
   * @throws TrainingDivergedException naming the first weight or metric beyond its limit
   */
  public void requireHealthy(HealthLimits limits) {
    HealthCheck check = new HealthCheck(limits);
    check.metrics(metrics());
    save(check);
    String tensor = check.tensor();
    if (tensor != null) {
      throw diverged(tensor, tensor + " is " + check.value() + " at update " + updates() + ".");
    }
  }

  private TrainingDivergedException diverged(String tensor, String message) {
    String cause = " Likely cause: " + LikelyCause.of(config, preprocessing) + ".";
    return new TrainingDivergedException(session.programs(), tensor, message + cause, lastMetrics);
  }

  /** Metrics of the last completed update, by name. */
  public Map<String, Double> metrics() {
    if (updates() == 0) {
      return Map.of();
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    session.metrics((plan, name, index, step, value) -> metrics.put(name, value));
    lastMetrics = Map.copyOf(metrics);
    return metrics;
  }

  /** An immutable snapshot of the policy; the caller closes it. */
  public Policy policy() {
    return new SnapshotPolicy(config.name(), spec, executor, plan, session.publish(0));
  }

  /**
   * Gives the policy's deterministic action to a writer of another format.
   *
   * @param writer uses it before it returns
   */
  public void export(Consumer<PolicyExport> writer) {
    try (Snapshot weights = session.publish(0)) {
      writer.accept(new PolicyExport(plan.act(), new ActionScaling(spec), weights));
    }
  }

  /**
   * A session that acts with this learner's weights and follows them on request; used on this
   * thread, closed by the caller before the learner.
   *
   * @param mode deterministic or with the policy's own noise
   * @param seed of the noise
   */
  public LiveSession live(Policy.ActionMode mode, long seed) {
    Snapshot weights = session.publish(0);
    ActingSession acting =
        new ActingSession(
            plan.acting(mode),
            executor.inference(plan.acting(mode), weights),
            spec,
            seed,
            () -> {});
    return new LiveSession(session, acting, weights);
  }

  /** Names of the value functions that {@link #value} knows. */
  public Set<String> valueNames() {
    return plan.values().keySet();
  }

  /**
   * A value function at the current weights; the caller closes it.
   *
   * @param name such as {@code value}
   * @throws IllegalArgumentException if the algorithm has none of that name
   */
  public ValueFunction value(String name) {
    StepPlan values = plan.values().get(name);
    if (values == null) {
      throw new IllegalArgumentException(
          config.name() + " has no value function \"" + name + "\"; it has " + valueNames());
    }
    return new ValueFunction(executor, values, spec, session.publish(0));
  }

  /** Writes everything needed to continue bit for bit: weights, moments, counters, normaliser. */
  public void save(StateSink sink) {
    session.save(sink);
  }

  /** Reads what {@link #save} wrote. */
  public void load(StateSource source) {
    session.load(source);
  }

  @Override
  public void close() {
    session.close();
  }
}
