package io.warmstart.recording;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.ReplayBuffer;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.reward.Reward;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A session's file, read again: whole, cut off by a crash, or damaged.
 *
 * <p>Only what a CRC32 covers is believed. What is missing is in the {@link #report}, never made
 * up. Immutable; any thread may use it. A file that is still being written may be read; each method
 * sees it as far as it has come.
 */
public final class RecordedSession {
  private final Path path;
  private final SessionInfo info;
  private final SessionReport report;
  private final Facts facts;

  private RecordedSession(Path path, SessionInfo info, SessionReport report, Facts facts) {
    this.path = path;
    this.info = info;
    this.report = report;
    this.facts = facts;
  }

  /**
   * Reads a file once, for what {@link #report} and the other figures say.
   *
   * @throws RecordingException if it cannot be read or is no session
   */
  public static RecordedSession open(Path path) {
    Facts facts = new Facts();
    SessionPlayer.Outcome outcome = SessionPlayer.play(path, facts);
    return new RecordedSession(path, outcome.info(), outcome.report(), facts);
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /** What the file says about itself. */
  public SessionInfo info() {
    return info;
  }

  /** What came of reading it. */
  public SessionReport report() {
    return report;
  }

  /** Episodes with at least one step, pieces of cut ones counted each. */
  public int episodes() {
    return facts.episodes;
  }

  /** Steps that ended the task. */
  public long terminated() {
    return facts.terminated;
  }

  /** Episodes that ended at a time limit. */
  public long truncated() {
    return facts.truncated;
  }

  /** Steps under a person's authority. */
  public long interventions() {
    return facts.interventions;
  }

  /** Transitions whose reward was never decided. */
  public long pendingRewards() {
    return facts.pending.size();
  }

  /** Id of the last transition; one less than the first if there is none. */
  public long lastTransition() {
    return facts.last < 0 ? info.firstTransition() - 1 : facts.last;
  }

  /** Number of the last episode; one less than the first if there is none. */
  public long lastEpisode() {
    return facts.lastEpisode < 0 ? info.firstEpisode() - 1 : facts.lastEpisode;
  }

  /** The newest reward of every transition whose reward was decided or changed later. */
  Map<Long, Reward> corrections() {
    return facts.corrections;
  }

  /**
   * Plays the session as it happened.
   *
   * @return what came of it
   * @throws RecordingException if it cannot be read
   */
  public SessionReport play(SessionListener listener) {
    return SessionPlayer.play(path, listener).report();
  }

  /**
   * Appends the session to a ring, as its learner did: the same rows in the same order, with the
   * corrections where they came.
   *
   * @param replay between episodes
   * @throws io.warmstart.core.space.SpecMismatchException if it has another spec
   * @throws RecordingException if the file cannot be read
   */
  public SessionReport replayInto(ReplayBuffer replay) {
    info.spec().requireCompatible(replay.spec(), "the replay ring");
    return play(new ReplayRebuild(replay));
  }

  /**
   * The session as a dataset, with all corrections applied; the caller closes it.
   *
   * @throws RecordingException if the file cannot be read
   */
  public Dataset toDataset() {
    return SessionDataset.of(this);
  }

  /** Figures that need every step once. */
  private static final class Facts implements SessionListener {
    private final Map<Long, Reward> corrections = new HashMap<>();
    private final Set<Long> pending = new HashSet<>();
    private int episodes;
    private long terminated;
    private long truncated;
    private long interventions;
    private long last = -1;
    private long lastEpisode = -1;
    private boolean empty = true;

    @Override
    public void begin(long episode, Observation first) {
      empty = true;
      lastEpisode = episode;
    }

    @Override
    public void step(LoggedStep step, Observation before, Observation next) {
      episodes += empty ? 1 : 0;
      empty = false;
      last = step.id();
      terminated += step.facts().terminated() ? 1 : 0;
      interventions += step.facts().intervention() ? 1 : 0;
      if (step.facts().reward().status() == Reward.Status.PENDING) {
        pending.add(step.id());
      }
    }

    @Override
    public void end(long episode, TerminationCause cause, Observation lastSeen) {
      truncated += !empty && cause == TerminationCause.TRUNCATED ? 1 : 0;
    }

    @Override
    public void corrected(RewardCorrection correction) {
      corrections.put(correction.transition(), correction.reward());
      if (correction.reward().status() == Reward.Status.RESOLVED) {
        pending.remove(correction.transition());
      }
    }
  }
}
