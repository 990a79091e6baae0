package io.warmstart.core.environment;

import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.learner.PolicySession;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.Philox;
import java.util.List;

/**
 * The only code that steps an environment.
 *
 * <pre>{@code
 * loop.begin();
 * while (!loop.step(session)) {}
 * EpisodeSummary summary = loop.lastEpisode();
 * }</pre>
 *
 * <p>Episode e is reset with seed e of the loop's own stream, so it repeats whatever came before.
 * The step limit of the environment ends an episode as {@link TerminationCause#TRUNCATED}. One
 * thread; the environment stays with whoever created it.
 */
public final class EnvironmentLoop {
  private final Environment environment;
  private final long key;
  private final List<StepListener> listeners;
  private final float[] requested;
  private final float[] applied;
  private Observation observation;
  private Observation next;
  private long episodes;
  private long steps;
  private int length;
  private double episodeReturn;
  private boolean inEpisode;
  private EpisodeSummary lastEpisode =
      new EpisodeSummary(-1, 0, 0, TerminationCause.CUT, TaskSuccess.UNDEFINED);

  /**
   * A loop before its first episode.
   *
   * @param environment stepped by this loop alone
   * @param seed of the run
   * @param stream name that separates this loop's resets from others of the run, such as {@code
   *     evaluation}
   * @param listeners told in this order
   */
  public EnvironmentLoop(
      Environment environment, long seed, String stream, StepListener... listeners) {
    this.environment = environment;
    this.key = Philox.key(seed, "environment/" + stream);
    this.listeners = List.of(listeners);
    EnvironmentSpec spec = environment.spec();
    this.requested = new float[spec.actionWidth()];
    this.applied = new float[spec.actionWidth()];
    this.observation = Observation.of(spec);
    this.next = Observation.of(spec);
  }

  /** Episodes begun so far, or skipped by {@link #skipTo}. */
  public long episodes() {
    return episodes;
  }

  /** Steps taken by this loop, or skipped by {@link #skipTo}. */
  public long steps() {
    return steps;
  }

  /** Whether an episode is running. */
  public boolean inEpisode() {
    return inEpisode;
  }

  /**
   * Continues the counting of an earlier loop, so that the next episode is the one it would have
   * begun.
   *
   * @throws IllegalStateException within an episode
   */
  public void skipTo(long begunEpisodes, long takenSteps) {
    if (inEpisode) {
      throw new IllegalStateException("counters can be set between episodes only");
    }
    episodes = begunEpisodes;
    steps = takenSteps;
  }

  /**
   * Resets the environment to its next episode.
   *
   * @throws EnvironmentException if the first observation is not finite
   */
  public void begin() {
    environment.reset(seedOf(episodes), observation);
    requireFinite(observation, "the first observation");
    for (StepListener listener : listeners) {
      listener.begin(episodes, observation);
    }
    episodes++;
    length = 0;
    episodeReturn = 0;
    inEpisode = true;
  }

  /** Seed that episode {@code episode} is reset with. */
  public long seedOf(long episode) {
    return Philox.key(key, Long.toString(episode));
  }

  /**
   * Takes one step of the running episode.
   *
   * @param session chooses the action
   * @return whether the episode ended with it
   * @throws IllegalStateException if no episode was begun
   * @throws EnvironmentException if the action, the reward or the observation is not finite
   */
  public boolean step(PolicySession session) {
    if (!inEpisode) {
      throw new IllegalStateException("begin an episode before stepping it");
    }
    session.act(observation, requested);
    requireFinite(requested);
    System.arraycopy(requested, 0, applied, 0, applied.length);
    Step step = environment.step(applied, next);
    if (!Float.isFinite(step.reward())) {
      throw new EnvironmentException("the reward is " + step.reward() + at());
    }
    requireFinite(next, "the observation");
    steps++;
    length++;
    episodeReturn += step.reward();
    for (StepListener listener : listeners) {
      listener.step(observation, requested, applied, step, next);
    }
    Observation before = observation;
    observation = next;
    next = before;
    boolean ended = step.terminated() || step.truncated() || length >= environment.stepLimit();
    if (ended) {
      finish(step.terminated() ? TerminationCause.TERMINATED : TerminationCause.TRUNCATED);
    }
    return ended;
  }

  /**
   * Ends the running episode early, as {@link TerminationCause#CUT}.
   *
   * @throws IllegalStateException if no step was taken in it
   */
  public void cut() {
    if (!inEpisode || length == 0) {
      throw new IllegalStateException("there is no step to cut the episode after");
    }
    finish(TerminationCause.CUT);
  }

  private void finish(TerminationCause cause) {
    inEpisode = false;
    for (StepListener listener : listeners) {
      listener.end(cause, observation);
    }
    lastEpisode =
        new EpisodeSummary(episodes - 1, length, episodeReturn, cause, environment.success());
  }

  /** Begins an episode and steps it to its end. */
  public EpisodeSummary run(PolicySession session) {
    begin();
    boolean ended = false;
    while (!ended) {
      ended = step(session);
    }
    return lastEpisode;
  }

  /** The episode that ended last; number -1 before the first. */
  public EpisodeSummary lastEpisode() {
    return lastEpisode;
  }

  private String at() {
    return " at step " + length + " of episode " + (episodes - 1);
  }

  private void requireFinite(float[] action) {
    for (int i = 0; i < action.length; i++) {
      if (!Float.isFinite(action[i])) {
        throw new EnvironmentException(
            "the policy asked for "
                + action[i]
                + " in action element "
                + i
                + at()
                + "; it was not applied");
      }
    }
  }

  private void requireFinite(Observation seen, String what) {
    if (!seen.isFinite()) {
      throw new EnvironmentException(what + " has " + firstNotFinite(seen) + at());
    }
  }

  private String firstNotFinite(Observation seen) {
    for (int p = 0; p < environment.spec().observations().size(); p++) {
      ObservationPart part = environment.spec().observations().get(p);
      for (int i = 0; part.isVector() && i < part.elements(); i++) {
        if (!Float.isFinite(seen.get(p, i))) {
          return seen.get(p, i) + " in channel \"" + part.channels().get(i).name() + "\"";
        }
      }
    }
    return "a number that is not finite";
  }
}
