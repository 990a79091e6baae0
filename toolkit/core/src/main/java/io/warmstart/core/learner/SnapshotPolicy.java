package io.warmstart.core.learner;

import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Executor;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.StepPlan;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A policy over published weights, which stay open until it and all its sessions are closed. */
final class SnapshotPolicy implements Policy {
  private final EnvironmentSpec spec;
  private final Executor executor;
  private final LearnerPlan plan;
  private final Snapshot weights;
  private final ActionScaling scaling;
  private final AtomicInteger holders = new AtomicInteger(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  SnapshotPolicy(EnvironmentSpec spec, Executor executor, LearnerPlan plan, Snapshot weights) {
    this.spec = spec;
    this.executor = executor;
    this.plan = plan;
    this.weights = weights;
    this.scaling = new ActionScaling(spec);
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
    if (closed.get()) {
      throw new IllegalStateException("the policy is closed");
    }
    holders.incrementAndGet();
    StepPlan acting = plan.acting(mode);
    return new ActingSession(executor.inference(acting, weights), scaling, seed, this::release);
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
