package io.warmstart.core.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a run comes from and what became of it: {@code manifest.json}.
 *
 * @param version of this layout
 * @param kind of run, such as {@code train} or {@code finetune}
 * @param algorithm name of the learner
 * @param seed of everything random
 * @param data it learned from; null if none
 * @param parent run it was started from; null if none
 * @param software that ran it
 * @param machine it first ran on
 * @param sessions one per start or resume, oldest first, at least one
 */
public record Manifest(
    int version,
    String kind,
    String algorithm,
    long seed,
    @Nullable Data data,
    @Nullable Parent parent,
    Software software,
    Machine machine,
    List<Session> sessions) {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** Copies the list. */
  public Manifest {
    sessions = List.copyOf(sessions);
  }

  /** What became of a session. */
  public enum Status {
    /** It goes on, or it was killed. */
    RUNNING,
    /** It reached its last step. */
    FINISHED,
    /** It was asked to stop, and saved. */
    INTERRUPTED,
    /** It stopped for an error. */
    FAILED;

    /** Lower case, for people. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A dataset.
   *
   * @param path as given
   * @param sha256 of the file
   * @param format name of the reader
   * @param reading how it was read
   * @param transitions that were read
   * @param lineage steps since the file, oldest first
   */
  public record Data(
      String path,
      String sha256,
      String format,
      String reading,
      long transitions,
      List<String> lineage) {
    /** Copies the list. */
    public Data {
      lineage = List.copyOf(lineage);
    }
  }

  /**
   * The run whose weights were taken over.
   *
   * @param run its directory
   * @param checkpointHash of the checkpoint
   */
  public record Parent(String run, String checkpointHash) {}

  /**
   * One start or resume.
   *
   * @param command as typed
   * @param startedAt ISO 8601, UTC
   * @param endedAt ISO 8601, UTC; null while it runs or if it was killed
   * @param status of it
   * @param fromStep it started at
   * @param toStep it reached, or was to reach while it runs
   * @param checkpointHash of its last checkpoint; null if there is none
   * @param message why it failed; null if it did not
   */
  public record Session(
      List<String> command,
      String startedAt,
      @Nullable String endedAt,
      Status status,
      long fromStep,
      long toStep,
      @Nullable String checkpointHash,
      @Nullable String message) {
    /** Copies the list. */
    public Session {
      command = List.copyOf(command);
    }

    /** A session that begins. */
    public static Session started(
        List<String> command, String startedAt, long fromStep, long toStep) {
      return new Session(command, startedAt, null, Status.RUNNING, fromStep, toStep, null, null);
    }

    /** This session, over. */
    public Session ended(
        String at, Status how, long step, @Nullable String hash, @Nullable String why) {
      return new Session(command, startedAt, at, how, fromStep, step, hash, why);
    }
  }

  /** The session that began last. */
  public Session current() {
    return sessions.getLast();
  }

  /** With a further session. */
  public Manifest withNext(Session session) {
    List<Session> more = new ArrayList<>(sessions);
    more.add(session);
    return new Manifest(version, kind, algorithm, seed, data, parent, software, machine, more);
  }

  /** With the last session replaced. */
  public Manifest withCurrent(Session session) {
    List<Session> same = new ArrayList<>(sessions);
    same.set(same.size() - 1, session);
    return new Manifest(version, kind, algorithm, seed, data, parent, software, machine, same);
  }

  /** As indented JSON. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest holds only text and numbers", e);
    }
  }

  /**
   * From JSON.
   *
   * @param path named in the message
   * @throws RunException if it is not a manifest
   */
  static Manifest fromJson(String json, Path path) {
    try {
      return JSON.readValue(json, Manifest.class);
    } catch (JsonProcessingException e) {
      throw new RunException(
          path
              + " is not a manifest: "
              + String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse(""),
          e);
    }
  }
}
