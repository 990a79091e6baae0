package io.warmstart.recording;

import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.reward.Reward;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.Philox;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A session whose every number follows from its place, so that nothing can be made up unnoticed.
 */
final class Script {
  static final int EPISODE_STEPS = 5;
  static final EnvironmentSpec SPEC =
      new EnvironmentSpec(
          List.of(
              ObservationPart.state(
                  "arm",
                  List.of(
                      Channel.unbounded("a", "rad"),
                      Channel.unbounded("b", "rad"),
                      Channel.unbounded("c", "rad"))),
              ObservationPart.image("camera", 4, 3, 3)),
          List.of(
              new ActionPart.Box(
                  "velocity", List.of(new Channel("u", "1", -1, 1), new Channel("v", "1", -1, 1)))),
          Duration.ofMillis(20));
  static final SessionInfo INFO = new SessionInfo(SPEC, "script");

  private static final Philox RANDOM = Philox.of(7, "script");

  private Script() {}

  /** Observation {@code step} of episode {@code episode}. */
  static Observation observation(long episode, int step) {
    Observation observation = Observation.of(SPEC);
    for (int i = 0; i < 3; i++) {
      observation.set(0, i, (float) RANDOM.uniform(100 * episode + step, i));
    }
    for (int i = 0; i < 36; i++) {
      byte pixel = (byte) RANDOM.integer(100 * episode + step, 10 + i, 256);
      observation.part(1).set(ValueLayout.JAVA_BYTE, i, pixel);
    }
    return observation;
  }

  static StepFacts facts(long episode, int step) {
    float[] requested = {episode, step};
    float[] applied = {(float) RANDOM.uniform(episode, 200 + step), 0.5f * step};
    boolean last = step == EPISODE_STEPS - 1;
    return new StepFacts(
        1_000_000_000L * episode + step,
        requested,
        applied,
        new Reward(episode + 0.25f * step, "script", "v1", Reward.Status.RESOLVED),
        last && episode % 2 == 0,
        last && episode % 2 == 1,
        step == 2,
        "weights-" + episode);
  }

  /** Logs steps {@code from} to {@code to}, counted over all episodes. */
  static void log(SessionWriter writer, long from, long to) {
    for (long id = from; id < to; id++) {
      long episode = id / EPISODE_STEPS;
      int step = (int) (id % EPISODE_STEPS);
      if (step == 0) {
        writer.begin(observation(episode, 0));
      }
      writer.step(observation(episode, step), facts(episode, step), observation(episode, step + 1));
      if (step == EPISODE_STEPS - 1) {
        writer.end(episode % 2 == 0 ? TerminationCause.TERMINATED : TerminationCause.TRUNCATED);
      }
    }
  }

  /** A session as it was read. */
  record Read(SessionReport report, List<Long> ids, List<SessionEvent> events) {}

  /**
   * Reads a session and checks every step of it against this script.
   *
   * @throws AssertionError if a step is not what it was
   */
  static Read read(Path file) {
    List<Long> ids = new ArrayList<>();
    List<SessionEvent> events = new ArrayList<>();
    RecordedSession session = RecordedSession.open(file);
    SessionReport report =
        session.play(
            new SessionListener() {
              @Override
              public void step(LoggedStep step, Observation before, Observation next) {
                ids.add(step.id());
                requireScripted(step, before, next);
              }

              @Override
              public void event(long stampNanos, SessionEvent event) {
                events.add(event);
              }
            });
    return new Read(report, ids, events);
  }

  static void requireScripted(LoggedStep logged, Observation before, Observation next) {
    long episode = logged.id() / EPISODE_STEPS;
    int step = (int) (logged.id() % EPISODE_STEPS);
    StepFacts wanted = facts(episode, step);
    StepFacts found = logged.facts();
    boolean same =
        logged.episode() == episode
            && logged.step() == step
            && found.stampNanos() == wanted.stampNanos()
            && Arrays.equals(found.requested(), wanted.requested())
            && Arrays.equals(found.applied(), wanted.applied())
            && found.reward().equals(wanted.reward())
            && found.terminated() == wanted.terminated()
            && found.truncated() == wanted.truncated()
            && found.intervention() == wanted.intervention()
            && found.policyVersion().equals(wanted.policyVersion())
            && equal(before, observation(episode, step))
            && equal(next, observation(episode, step + 1));
    if (!same) {
      throw new AssertionError("transition " + logged.id() + " is not what was logged: " + logged);
    }
  }

  static boolean equal(Observation a, Observation b) {
    for (int i = 0; i < a.spec().observations().size(); i++) {
      if (a.part(i).mismatch(b.part(i)) >= 0) {
        return false;
      }
    }
    return true;
  }
}
