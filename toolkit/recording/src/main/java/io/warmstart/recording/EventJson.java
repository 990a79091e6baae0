package io.warmstart.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.warmstart.recording.SessionEvent.CanaryDecided;
import io.warmstart.recording.SessionEvent.EpisodeBegan;
import io.warmstart.recording.SessionEvent.EpisodeEnded;
import io.warmstart.recording.SessionEvent.InterventionEnded;
import io.warmstart.recording.SessionEvent.InterventionStarted;
import io.warmstart.recording.SessionEvent.Remark;
import io.warmstart.recording.SessionEvent.SafeStateEntered;
import io.warmstart.recording.SessionEvent.WeightsSwitched;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/** Events as JSON objects whose field {@code event} says which. */
final class EventJson {
  static final String SCHEMA =
      """
      {"type": "object", "required": ["event"],
       "properties": {"event": {"type": "string", "description": "which of the events it is"}}}
      """;

  private static final String KIND = "event";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, Class<? extends SessionEvent>> KINDS =
      Map.of(
          "episode-began", EpisodeBegan.class,
          "episode-ended", EpisodeEnded.class,
          "weights-switched", WeightsSwitched.class,
          "intervention-started", InterventionStarted.class,
          "intervention-ended", InterventionEnded.class,
          "canary-decided", CanaryDecided.class,
          "safe-state-entered", SafeStateEntered.class,
          "remark", Remark.class);

  private EventJson() {}

  static byte[] write(SessionEvent event) {
    ObjectNode node = JSON.createObjectNode();
    KINDS.forEach((kind, type) -> {
      if (type.isInstance(event)) {
        node.put(KIND, kind);
      }
    });
    node.setAll(JSON.<ObjectNode>valueToTree(event));
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  /** Empty for kinds that a later version may have added. */
  static Optional<SessionEvent> read(ByteBuffer data) {
    byte[] text = new byte[data.remaining()];
    data.duplicate().get(text);
    try {
      if (!(JSON.readTree(text) instanceof ObjectNode node)) {
        throw new RecordingException("an event is not a JSON object");
      }
      Class<? extends SessionEvent> type = KINDS.get(node.path(KIND).asText());
      node.remove(KIND);
      return type == null ? Optional.empty() : Optional.of(JSON.treeToValue(node, type));
    } catch (IOException e) {
      throw new RecordingException("an event cannot be read: " + e.getMessage(), e);
    }
  }
}
