package io.warmstart.core.learner;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Executor;
import io.warmstart.engine.Inference;
import io.warmstart.engine.Philox;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.StepPlan;
import java.lang.foreign.MemorySegment;
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
    StepPlan acting =
        switch (mode) {
          case DETERMINISTIC -> plan.act();
          case SAMPLED -> plan.sample();
        };
    return new Acting(executor.inference(acting, weights), Philox.key(seed, "action"));
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

  /** One episode; the noise of step k is keyed by the session's seed and k. */
  private final class Acting implements PolicySession {
    private final Inference inference;
    private final MemorySegment input;
    private final MemorySegment output;
    private long counter;
    private boolean open = true;

    Acting(Inference inference, long firstCounter) {
      this.inference = inference;
      this.input = inference.input("observation");
      this.output = inference.output("action");
      this.counter = firstCounter;
    }

    @Override
    public void act(Observation observation, float[] action) {
      if (!open) {
        throw new IllegalStateException("the policy session is closed");
      }
      observation.copyVectorTo(input, 0);
      inference.run(counter++);
      scaling.toChannels(output, action);
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        inference.close();
        release();
      }
    }
  }
}
