package io.warmstart.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.warmstart.core.run.RunException;
import io.warmstart.core.run.SpecJson;
import io.warmstart.core.space.EnvironmentSpec;

/**
 * What a session's file says about itself.
 *
 * @param spec of every observation and action
 * @param task what the robot was to do; empty if unknown
 * @param firstTransition id of the first transition, so that ids go on from one file to the next
 * @param firstEpisode number of the first episode
 */
public record SessionInfo(
    EnvironmentSpec spec, String task, long firstTransition, long firstEpisode) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Version of the topics and messages; a reader refuses others. */
  private static final int LAYOUT = 1;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public SessionInfo {
    if (firstTransition < 0 || firstEpisode < 0) {
      throw new IllegalArgumentException(
          "first transition " + firstTransition + " and episode " + firstEpisode + " must be >= 0");
    }
  }

  /** A first session. */
  public SessionInfo(EnvironmentSpec spec, String task) {
    this(spec, task, 0, 0);
  }

  String toJson() {
    ObjectNode node = JSON.createObjectNode();
    node.put("layout", LAYOUT);
    node.put("task", task);
    node.put("firstTransition", firstTransition);
    node.put("firstEpisode", firstEpisode);
    try {
      node.set("spec", JSON.readTree(SpecJson.write(spec)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a spec is always JSON", e);
    }
    return node.toString();
  }

  /**
   * The info of a text.
   *
   * @throws RecordingException if it is not such a text, or of another version
   */
  static SessionInfo ofJson(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      int layout = node.path("layout").asInt();
      if (layout != LAYOUT) {
        throw new RecordingException(
            "the session has layout "
                + layout
                + ", expected "
                + LAYOUT
                + "; read it with the version that wrote it");
      }
      return new SessionInfo(
          SpecJson.read(node.path("spec").toString()),
          node.path("task").asText(),
          node.path("firstTransition").asLong(),
          node.path("firstEpisode").asLong());
    } catch (JsonProcessingException | RunException | IllegalArgumentException e) {
      throw new RecordingException(
          "the session's description cannot be read: " + e.getMessage(), e);
    }
  }
}
