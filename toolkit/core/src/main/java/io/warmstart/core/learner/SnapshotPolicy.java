package io.warmstart.core.learner;

import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Executor;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.StepPlan;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A policy over published weights, which stay open until it and all its sessions are closed. */
final class SnapshotPolicy implements Policy {
  private final String algorithm;
  private final EnvironmentSpec spec;
  private final Executor executor;
  private final LearnerPlan plan;
  private final Snapshot weights;
  private final AtomicInteger holders = new AtomicInteger(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  SnapshotPolicy(
      String algorithm,
      EnvironmentSpec spec,
      Executor executor,
      LearnerPlan plan,
      Snapshot weights) {
    this.algorithm = algorithm;
    this.spec = spec;
    this.executor = executor;
    this.plan = plan;
    this.weights = weights;
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public long version() {
    return weights.version();
  }

  @Override
  public PolicySession begin(ActionMode mode, long seed) {
    return begin(plan.acting(mode), seed);
  }

  @Override
  public PolicySession beginBestOf(int candidates, long seed) {
    if (candidates < 1) {
      throw new IllegalArgumentException("candidates = " + candidates + " must be at least 1");
    }
    if (plan.bestOf() == null) {
      throw new UnsupportedOperationException(
          algorithm + " has no Q to rank candidate actions by; act without candidates");
    }
    return begin(plan.bestOf().apply(candidates), seed);
  }

  private PolicySession begin(StepPlan acting, long seed) {
    if (closed.get()) {
      throw new IllegalStateException("the policy is closed");
    }
    holders.incrementAndGet();
    return new ActingSession(
        acting, executor.inference(acting, weights), spec, seed, this::release);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release();
    }
  }

  private void release() {
    if (holders.decrementAndGet() == 0) {
      weights.close();
    }
  }
}
