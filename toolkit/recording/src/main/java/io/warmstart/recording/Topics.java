package io.warmstart.recording;

import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.DType;
import io.warmstart.recording.mcap.McapChannel;
import io.warmstart.recording.mcap.McapSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The channels of a session and the schemas that other tools read them by. */
final class Topics {
  static final String PROFILE = "warmstart";
  static final String SESSION_FILE = "session.json";
  static final String TRANSITIONS = "/transitions";
  static final String REWARDS = "/rewards";
  static final String EVENTS = "/events";
  static final String SESSION = "/session";
  static final String OBSERVATIONS = "/observations/";
  static final int TRANSITIONS_ID = 1;
  static final int REWARDS_ID = 2;
  static final int EVENTS_ID = 3;
  static final int SESSION_ID = 4;
  static final int FIRST_PART_ID = 16;

  private static final int TRANSITION_SCHEMA = 1;
  private static final int REWARD_SCHEMA = 2;
  private static final int EVENT_SCHEMA = 3;
  private static final int SESSION_SCHEMA = 4;
  private static final int VALUES_SCHEMA = 5;
  private static final int FRAME_SCHEMA = 6;
  private static final String ROS = "ros2msg";
  private static final String CDR = "cdr";
  private static final String JSON = "json";

  private static final String TRANSITION_TEXT =
      """
      # One step of the environment.
      uint64 id            # running number over all sessions of a run
      uint64 observation   # sequence number of the observation before the action; the next follows it
      uint64 episode
      uint32 step          # within the episode, from 0
      int64 stamp          # when the action was applied, nanoseconds since 1970
      float32[] requested  # what the policy asked for, in the units of the channels
      float32[] applied    # what the robot did; this is what is learned from
      float32 reward       # as known then; see /rewards for later corrections
      string reward_source
      string reward_version
      uint8 reward_status  # 0 resolved, 1 pending
      bool terminated      # the task ended
      bool truncated       # a time limit was reached
      bool intervention    # a person had authority
      string policy_version
      """;
  private static final String REWARD_TEXT =
      """
      # A reward decided or changed later; the last one counts.
      uint64 transition
      float32 reward
      string source
      string version
      uint8 status         # 0 resolved, 1 pending
      """;
  private static final String VALUES_TEXT =
      """
      # A vector of an observation; the sequence number of the message is the observation's.
      float32[] values     # in the order and units of the channels in session.json
      """;
  private static final String FRAME_TEXT =
      """
      # A frame of an observation; the sequence number of the message is the observation's.
      std_msgs/Header header
      string format
      uint8[] data
      ================================================================================
      MSG: std_msgs/Header
      builtin_interfaces/Time stamp
      string frame_id
      ================================================================================
      MSG: builtin_interfaces/Time
      int32 sec
      uint32 nanosec
      """;

  private Topics() {}

  static List<McapSchema> schemas() {
    return List.of(
        schema(TRANSITION_SCHEMA, "warmstart_msgs/msg/Transition", ROS, TRANSITION_TEXT),
        schema(REWARD_SCHEMA, "warmstart_msgs/msg/RewardCorrection", ROS, REWARD_TEXT),
        schema(EVENT_SCHEMA, "warmstart.Event", "jsonschema", EventJson.SCHEMA),
        schema(SESSION_SCHEMA, "warmstart.Session", "jsonschema", "{\"type\": \"object\"}"),
        schema(VALUES_SCHEMA, "warmstart_msgs/msg/Values", ROS, VALUES_TEXT),
        schema(FRAME_SCHEMA, "sensor_msgs/msg/CompressedImage", ROS, FRAME_TEXT));
  }

  private static McapSchema schema(int id, String name, String encoding, String text) {
    return new McapSchema(id, name, encoding, text.getBytes(StandardCharsets.UTF_8));
  }

  static List<McapChannel> channels(EnvironmentSpec spec) {
    List<McapChannel> channels = new ArrayList<>();
    channels.add(new McapChannel(TRANSITIONS_ID, TRANSITION_SCHEMA, TRANSITIONS, CDR, Map.of()));
    channels.add(new McapChannel(REWARDS_ID, REWARD_SCHEMA, REWARDS, CDR, Map.of()));
    channels.add(new McapChannel(EVENTS_ID, EVENT_SCHEMA, EVENTS, JSON, Map.of()));
    channels.add(new McapChannel(SESSION_ID, SESSION_SCHEMA, SESSION, JSON, Map.of()));
    for (int i = 0; i < spec.observations().size(); i++) {
      ObservationPart part = spec.observations().get(i);
      channels.add(
          new McapChannel(
              FIRST_PART_ID + i,
              part.type() == DType.F32 ? VALUES_SCHEMA : FRAME_SCHEMA,
              OBSERVATIONS + part.name(),
              CDR,
              Map.of("shape", part.shape().toString(), "role", part.role().name())));
    }
    return channels;
  }

  /**
   * Refuses specs that the log has no message for.
   *
   * @throws RecordingException naming the part
   */
  static void requireLoggable(EnvironmentSpec spec) {
    for (ObservationPart part : spec.observations()) {
      if (part.type() != DType.F32 && part.type() != DType.U8) {
        throw new RecordingException(
            "observation \""
                + part.name()
                + "\" is "
                + part.type()
                + "; a session holds F32 and U8 parts only");
      }
    }
  }
}
