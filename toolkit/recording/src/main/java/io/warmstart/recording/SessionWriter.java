package io.warmstart.recording;

import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.run.Software;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.recording.LogEntry.Message;
import io.warmstart.recording.SessionEvent.EpisodeBegan;
import io.warmstart.recording.SessionEvent.EpisodeEnded;
import io.warmstart.recording.SessionSettings.WhenFull;
import io.warmstart.recording.mcap.FileStorage;
import io.warmstart.recording.mcap.LogStorage;
import io.warmstart.recording.mcap.McapAttachment;
import io.warmstart.recording.mcap.McapChannel;
import io.warmstart.recording.mcap.McapSchema;
import io.warmstart.recording.mcap.McapWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Records a session: every step is in the log before anybody learns from it, and safe on disk
 * within the sync period and the time the disk takes.
 *
 * <pre>{@code
 * writer.begin(first);
 * long id = writer.step(before, facts, next);   // returns at once
 * writer.end(TerminationCause.TRUNCATED);
 * }</pre>
 *
 * <p>Appends copy their arguments into a bounded queue; a thread of this object's own writes and
 * forces them in chunks. Once that thread meets an I/O error nothing more is accepted: the next
 * append throws, and everything acknowledged stays readable. {@link #begin}, {@link #step} and
 * {@link #end} belong to one thread; the other methods to any. Whoever opened it closes it, which
 * writes the index; a session that never was closed is readable without one.
 */
public final class SessionWriter implements AutoCloseable {
  /** Returned for a step that was not logged because the queue was full. */
  public static final long REFUSED = -1;

  private static final long LARGEST_SEQUENCE = 0xFFFF_FFFFL;
  private static final long NANOS = 1_000_000_000L;

  private final SessionSettings settings;
  private final ObservationMessages observations;
  private final EnvironmentSpec spec;
  private final AppendQueue queue;
  private final LogWriterThread thread;
  private final String where;

  /** Number of the next observation, transition and event. */
  private long nextObservation;

  private long nextTransition;
  private long episode;
  private int step;
  private boolean inEpisode;
  private boolean beganLogged;

  /** Whether the log holds the observation before the next step. */
  private boolean beforeLogged;

  private long refused;

  private SessionWriter(String where, McapWriter out, SessionInfo info, SessionSettings settings) {
    this.where = where;
    this.settings = settings;
    this.spec = info.spec();
    this.observations = new ObservationMessages(spec, settings.pictures());
    this.nextTransition = info.firstTransition();
    this.episode = info.firstEpisode() - 1;
    this.queue = new AppendQueue(settings.syncPeriod().toNanos(), settings.queueBytes());
    this.thread =
        new LogWriterThread(out, queue, settings.acknowledged(), info.firstTransition() - 1);
  }

  /**
   * Starts a session in a new file.
   *
   * @throws RecordingException if the file exists, is being written, or cannot be made
   */
  public static SessionWriter open(Path path, SessionInfo info, SessionSettings settings) {
    Topics.requireLoggable(info.spec());
    try {
      return over(path.toString(), FileStorage.create(path), info, settings);
    } catch (IOException e) {
      throw LogErrors.of("record to", path, e);
    }
  }

  /** Starts a session in any storage; {@code where} names it in messages. */
  static SessionWriter over(
      String where, LogStorage storage, SessionInfo info, SessionSettings settings)
      throws IOException {
    McapWriter out;
    try {
      out = head(storage, info, nanos(settings.clock().instant()));
    } catch (IOException e) {
      storage.close();
      throw e;
    }
    SessionWriter writer = new SessionWriter(where, out, info, settings);
    writer.thread.start();
    byte[] text = info.toJson().getBytes(StandardCharsets.UTF_8);
    writer.append(List.of(writer.plain(Topics.SESSION_ID, 0, text)), REFUSED, true);
    return writer;
  }

  private static McapWriter head(LogStorage storage, SessionInfo info, long now)
      throws IOException {
    McapWriter out =
        new McapWriter(storage, Topics.PROFILE, "warmstart-recording " + Software.version());
    byte[] text = info.toJson().getBytes(StandardCharsets.UTF_8);
    out.attachment(new McapAttachment(Topics.SESSION_FILE, "application/json", now, now, text));
    out.metadata("warmstart", Map.of("task", info.task(), "version", Software.version()));
    for (McapSchema schema : Topics.schemas()) {
      out.schema(schema);
    }
    for (McapChannel channel : Topics.channels(info.spec())) {
      out.channel(channel);
    }
    out.force();
    return out;
  }

  /** Id of the newest transition that is safe on disk; one less than the first if none is. */
  public long acknowledged() {
    return thread.acknowledged();
  }

  /** Steps that were not logged because the queue was full. */
  public long refused() {
    return refused;
  }

  /** Whether appends wait rather than refuse when the queue is full. */
  public boolean isWaiting() {
    return settings.whenFull() == WhenFull.WAIT;
  }

  /**
   * Starts an episode.
   *
   * @param first observation; copied. Frames of a lossy format are replaced in it by the logged
   *     ones
   * @throws IllegalStateException if the last episode was not ended
   * @throws RecordingException if the writer has stopped
   */
  public void begin(Observation first) {
    if (inEpisode) {
      throw new IllegalStateException("the last episode was not ended");
    }
    inEpisode = true;
    episode++;
    step = 0;
    List<Message> messages = new ArrayList<>();
    addBegin(messages, first, now());
    beganLogged = append(messages, REFUSED, false);
    beforeLogged = beganLogged;
    nextObservation += beganLogged ? 1 : 0;
  }

  private void addBegin(List<Message> messages, Observation first, long now) {
    observations.add(messages, first, sequence(nextObservation), now);
    messages.add(event(now, new EpisodeBegan(episode, nextObservation)));
  }

  /**
   * Logs one step.
   *
   * @param before observation the action was taken in; logged again only if it is missing
   * @param facts what happened; its arrays are copied
   * @param next observation after the step; copied. Frames of a lossy format are replaced in it by
   *     the logged ones, which are what the learner must see
   * @return id of the transition, or {@link #REFUSED}: then it must not be learned from
   * @throws IllegalStateException if no episode was begun
   * @throws IllegalArgumentException if an action has another width than the spec
   * @throws RecordingException if the writer has stopped
   */
  public long step(Observation before, StepFacts facts, Observation next) {
    if (!inEpisode) {
      throw new IllegalStateException("begin an episode before logging its steps");
    }
    requireWidth(facts.applied());
    requireWidth(facts.requested());
    long now = now();
    List<Message> messages = new ArrayList<>();
    long number = beforeLogged ? nextObservation - 1 : nextObservation;
    if (!beganLogged) {
      addBegin(messages, before, now);
    } else if (!beforeLogged) {
      observations.add(messages, before, sequence(number), now);
    }
    observations.add(messages, next, sequence(number + 1), now);
    LoggedStep logged = new LoggedStep(nextTransition, number, episode, step++, facts);
    messages.add(
        new Message(
            Topics.TRANSITIONS_ID,
            nextTransition & LARGEST_SEQUENCE,
            facts.stampNanos(),
            StepCodec.step(logged),
            null));
    if (!append(messages, nextTransition, false)) {
      beforeLogged = false;
      refused++;
      return REFUSED;
    }
    beganLogged = true;
    beforeLogged = true;
    nextObservation = number + 2;
    return nextTransition++;
  }

  /**
   * Ends the episode.
   *
   * @param cause why; logged as {@link TerminationCause#CUT} if the last step was refused
   * @throws IllegalStateException if no episode was begun
   * @throws RecordingException if the writer has stopped
   */
  public void end(TerminationCause cause) {
    if (!inEpisode) {
      throw new IllegalStateException("no episode was begun");
    }
    inEpisode = false;
    if (beganLogged) {
      event(new EpisodeEnded(episode, beforeLogged ? cause : TerminationCause.CUT));
    }
  }

  /**
   * Logs an event.
   *
   * @throws RecordingException if the writer has stopped, or the disk is far behind
   */
  public void event(SessionEvent event) {
    append(List.of(event(now(), event)), REFUSED, true);
  }

  /**
   * Logs that the reward of an earlier transition changed.
   *
   * @throws RecordingException if the writer has stopped, or the disk is far behind
   */
  public void correct(RewardCorrection correction) {
    append(
        List.of(plain(Topics.REWARDS_ID, now(), StepCodec.correction(correction))), REFUSED, true);
  }

  /**
   * Waits until everything appended so far is safe on disk.
   *
   * @throws RecordingException if the writer stops first
   */
  public void flush() {
    try {
      queue.flush();
    } catch (LogStoppedException e) {
      throw stopped(e.why());
    }
  }

  private boolean append(List<Message> messages, long transition, boolean reserved) {
    AppendQueue.Urgency urgency =
        reserved
            ? AppendQueue.Urgency.RESERVED
            : isWaiting() ? AppendQueue.Urgency.WAITING : AppendQueue.Urgency.REFUSABLE;
    try {
      boolean taken = queue.offer(new LogEntry(messages, transition), urgency, now()) > 0;
      if (!taken && reserved) {
        throw new RecordingException(
            "the disk of "
                + where
                + " is so far behind that not even an event can be logged;"
                + " record to a faster disk, or fewer and smaller pictures");
      }
      return taken;
    } catch (LogStoppedException e) {
      throw stopped(e.why());
    }
  }

  private RecordingException stopped(Throwable cause) {
    return LogErrors.stopped(where, acknowledged(), cause);
  }

  private Message event(long now, SessionEvent event) {
    return plain(Topics.EVENTS_ID, now, EventJson.write(event));
  }

  private Message plain(int channel, long now, byte[] data) {
    return new Message(channel, 0, now, data, null);
  }

  private long now() {
    return nanos(settings.clock().instant());
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * NANOS + instant.getNano();
  }

  private long sequence(long observation) {
    if (observation > LARGEST_SEQUENCE) {
      throw new RecordingException(where + " is full: start a new session");
    }
    return observation;
  }

  private void requireWidth(float[] action) {
    if (action.length != spec.actionWidth()) {
      throw new IllegalArgumentException(
          "action has " + action.length + " numbers, the spec says " + spec.actionWidth());
    }
  }

  /**
   * Writes what waits and the index, and closes the file.
   *
   * @throws RecordingException if not everything could be written
   */
  @Override
  public void close() {
    queue.close();
    thread.join();
    Throwable failure = queue.failure();
    if (failure != null) {
      throw stopped(failure);
    }
  }
}
