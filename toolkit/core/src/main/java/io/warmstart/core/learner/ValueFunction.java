package io.warmstart.core.learner;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Executor;
import io.warmstart.engine.Inference;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.StepPlan;
import java.lang.foreign.ValueLayout;

/**
 * A learned value of an observation at fixed weights. One thread; whoever asked for it closes it.
 */
public final class ValueFunction implements AutoCloseable {
  private final Snapshot weights;
  private final Inference inference;
  private final ImageInputs.Observed input;

  ValueFunction(Executor executor, StepPlan plan, EnvironmentSpec spec, Snapshot weights) {
    this.weights = weights;
    this.inference = executor.inference(plan, weights);
    this.input = new ImageInputs.Observed(plan, inference, spec);
  }

  /**
   * The value, in transformed rewards.
   *
   * @param observation not modified
   */
  public double of(Observation observation) {
    input.write(observation);
    inference.run(0);
    return inference.output("value").getAtIndex(ValueLayout.JAVA_FLOAT, 0);
  }

  @Override
  public void close() {
    inference.close();
    weights.close();
  }
}
