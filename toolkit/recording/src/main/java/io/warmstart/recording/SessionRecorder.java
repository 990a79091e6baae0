package io.warmstart.recording;

import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.StepListener;
import io.warmstart.core.reward.Reward;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Logs what an environment loop does. Put it before the listener that feeds the learner: then every
 * step is in the log first, and frames of a lossy format reach the learner as they were logged.
 *
 * <p>For simulators, which may wait for the disk; a control loop drives the {@link SessionWriter}
 * itself and minds refused steps.
 */
public final class SessionRecorder implements StepListener {
  private static final long NANOS = 1_000_000_000L;

  private final SessionWriter writer;
  private final InstantSource clock;
  private final Supplier<String> policyVersion;

  /**
   * Logs to a writer, which stays with whoever opened it.
   *
   * @param writer waits when its queue is full
   * @param clock of the steps' time stamps
   * @param policyVersion weights that drive at a step
   * @throws IllegalArgumentException if the writer may refuse steps
   */
  public SessionRecorder(
      SessionWriter writer, InstantSource clock, Supplier<String> policyVersion) {
    if (!writer.isWaiting()) {
      throw new IllegalArgumentException(
          "a recorder of a loop needs a writer that waits, or its learner would see steps that are"
              + " not in the log");
    }
    this.writer = writer;
    this.clock = clock;
    this.policyVersion = policyVersion;
  }

  @Override
  public void begin(long episode, Observation first) {
    writer.begin(first);
  }

  @Override
  public void step(
      Observation observation, float[] requested, float[] applied, Step step, Observation next) {
    Instant now = clock.instant();
    writer.step(
        observation,
        new StepFacts(
            now.getEpochSecond() * NANOS + now.getNano(),
            requested,
            applied,
            Reward.ofEnvironment(step.reward()),
            step.terminated(),
            step.truncated(),
            false,
            policyVersion.get()),
        next);
  }

  @Override
  public void end(TerminationCause cause, Observation last) {
    writer.end(cause);
  }
}
