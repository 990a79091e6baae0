package io.warmstart.recording;

import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Observation;
import io.warmstart.recording.SessionEvent.EpisodeBegan;
import io.warmstart.recording.SessionEvent.EpisodeEnded;
import io.warmstart.recording.mcap.McapAttachment;
import io.warmstart.recording.mcap.McapChannel;
import io.warmstart.recording.mcap.McapMessage;
import io.warmstart.recording.mcap.McapReader;
import io.warmstart.recording.mcap.McapReport;
import io.warmstart.recording.mcap.McapVisitor;
import io.warmstart.recording.mcap.UnsupportedChunkException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Turns the messages of a file back into episodes. */
final class SessionPlayer implements McapVisitor {
  private static final long NONE = -1;

  private final Path path;
  private final SessionListener listener;
  private @Nullable State state;
  private @Nullable SessionInfo info;

  private SessionPlayer(Path path, SessionListener listener) {
    this.path = path;
    this.listener = listener;
  }

  /** What a file gave. */
  record Outcome(SessionInfo info, SessionReport report) {}

  /**
   * Plays a file.
   *
   * @throws RecordingException if it cannot be read or is no session
   */
  static Outcome play(Path path, SessionListener listener) {
    SessionPlayer player = new SessionPlayer(path, listener);
    McapReport file;
    try {
      file = McapReader.read(path, player);
    } catch (IOException e) {
      throw LogErrors.of("read", path, e);
    } catch (UnsupportedChunkException e) {
      throw new RecordingException(path + ": " + e.getMessage(), e);
    }
    SessionInfo info = player.info;
    State state = player.state;
    if (info == null || state == null) {
      throw new RecordingException(
          path
              + " is no recorded session: it has "
              + file.chunks()
              + " sound chunks and no "
              + Topics.SESSION_FILE
              + "; expected an MCAP file written by this program");
    }
    state.cut();
    return new Outcome(info, new SessionReport(file, state.steps, state.lost, state.unusable));
  }

  @Override
  public void attachment(McapAttachment attachment) {
    if (attachment.name().equals(Topics.SESSION_FILE)) {
      describe(new String(attachment.data(), StandardCharsets.UTF_8));
    }
  }

  private void describe(String text) {
    if (state == null) {
      SessionInfo found = SessionInfo.ofJson(text);
      info = found;
      state = new State(found, listener);
    }
  }

  @Override
  public void message(McapChannel channel, McapMessage message) {
    try {
      if (channel.id() == Topics.SESSION_ID && channel.topic().equals(Topics.SESSION)) {
        describe(StandardCharsets.UTF_8.decode(message.data().duplicate()).toString());
      } else if (state != null) {
        state.take(channel, message);
      }
    } catch (RecordingException e) {
      throw new RecordingException(path + ": " + e.getMessage(), e);
    }
  }

  /** The session so far. */
  private static final class State {
    private final SessionListener listener;
    private final ObservationMessages codec;
    private final int parts;

    /** Observation n is in buffer n % 2 once all its parts have come. */
    private final Observation[] buffers;

    private final long[] numbers = {NONE, NONE};
    private final int[] filled = new int[2];
    private final Observation last;
    private long nextId;
    private long lastObservation = NONE;
    private long episode = NONE;
    private @Nullable LoggedStep lastStep;
    private long steps;
    private long lost;
    private long unusable;

    State(SessionInfo info, SessionListener listener) {
      this.listener = listener;
      this.codec = new ObservationMessages(info.spec(), new PictureFormat.Png());
      this.parts = info.spec().observations().size();
      this.buffers = new Observation[] {Observation.of(info.spec()), Observation.of(info.spec())};
      this.last = Observation.of(info.spec());
      this.nextId = info.firstTransition();
    }

    void take(McapChannel channel, McapMessage message) {
      switch (channel.topic()) {
        case Topics.TRANSITIONS -> step(StepCodec.step(message.data()));
        case Topics.REWARDS -> listener.corrected(StepCodec.correction(message.data()));
        case Topics.EVENTS ->
            EventJson.read(message.data()).ifPresent(event -> event(message.publishTime(), event));
        default -> {
          int part = channel.id() - Topics.FIRST_PART_ID;
          if (channel.topic().startsWith(Topics.OBSERVATIONS) && part >= 0 && part < parts) {
            fill(part, message);
          }
        }
      }
    }

    private void fill(int part, McapMessage message) {
      int slot = (int) (message.sequence() % 2);
      if (numbers[slot] != message.sequence()) {
        numbers[slot] = message.sequence();
        filled[slot] = 0;
      }
      codec.read(part, message.data(), buffers[slot]);
      filled[slot]++;
    }

    private @Nullable Observation complete(long number) {
      int slot = (int) (number % 2);
      return numbers[slot] == number && filled[slot] == parts ? buffers[slot] : null;
    }

    private void event(long stampNanos, SessionEvent event) {
      switch (event) {
        case EpisodeBegan began -> {
          Observation first = complete(began.observation());
          if (first != null) {
            begin(began.episode(), began.observation(), first);
          }
        }
        case EpisodeEnded ended -> {
          if (ended.episode() == episode) {
            end(ended.cause());
          }
        }
        default -> {
          // Only episodes shape the steps.
        }
      }
      listener.event(stampNanos, event);
    }

    private void begin(long number, long observation, Observation first) {
      cut();
      episode = number;
      lastObservation = observation;
      lastStep = null;
      last.copyFrom(first);
      listener.begin(number, first);
    }

    private void step(LoggedStep step) {
      if (step.id() < nextId) {
        return;
      }
      lost += step.id() - nextId;
      nextId = step.id() + 1;
      Observation before = complete(step.observation());
      Observation next = complete(step.observation() + 1);
      if (before == null || next == null) {
        unusable++;
        return;
      }
      if (step.episode() != episode || step.observation() != lastObservation) {
        begin(step.episode(), step.observation(), before);
      }
      listener.step(step, before, next);
      steps++;
      lastObservation = step.observation() + 1;
      lastStep = step;
      last.copyFrom(next);
    }

    private void end(TerminationCause cause) {
      listener.end(episode, cause, last);
      episode = NONE;
      lastObservation = NONE;
    }

    /** Ends the running episode where its own end is not in the log. */
    void cut() {
      if (episode != NONE) {
        LoggedStep step = lastStep;
        if (step != null && step.facts().terminated()) {
          end(TerminationCause.TERMINATED);
        } else if (step != null && step.facts().truncated()) {
          end(TerminationCause.TRUNCATED);
        } else {
          end(TerminationCause.CUT);
        }
      }
    }
  }
}
