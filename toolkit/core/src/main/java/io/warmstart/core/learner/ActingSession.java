package io.warmstart.core.learner;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Inference;
import io.warmstart.engine.Philox;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.StepPlan;
import java.lang.foreign.MemorySegment;

/** Acts through an inference; the noise of step k is keyed by the episode's seed and k. */
final class ActingSession implements PolicySession {
  private final Inference inference;
  private final ActionScaling scaling;
  private final Runnable whenClosed;
  private final ImageInputs.Observed input;
  private final MemorySegment output;
  private long counter;
  private boolean open = true;

  ActingSession(
      StepPlan plan, Inference inference, EnvironmentSpec spec, long seed, Runnable whenClosed) {
    this.inference = inference;
    this.scaling = new ActionScaling(spec);
    this.whenClosed = whenClosed;
    this.input = new ImageInputs.Observed(plan, inference, spec);
    this.output = inference.output("action");
    restart(seed);
  }

  @Override
  public void act(Observation observation, float[] action) {
    requireOpen();
    input.write(observation);
    inference.run(counter++);
    scaling.toChannels(output, action);
  }

  @Override
  public void restart(long seed) {
    requireOpen();
    counter = Philox.key(seed, "action");
  }

  void weights(Snapshot weights) {
    requireOpen();
    inference.weights(weights);
  }

  private void requireOpen() {
    if (!open) {
      throw new IllegalStateException("the policy session is closed");
    }
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      inference.close();
      whenClosed.run();
    }
  }
}
