package io.warmstart.recording.mcap;

import java.util.Map;

/**
 * A stream of messages on one topic.
 *
 * @param id unique in the file, 0 to 65535
 * @param schema id of its schema; 0 if it has none
 * @param topic name of the stream
 * @param encoding of its messages, such as {@code cdr} or {@code json}
 * @param metadata further facts
 */
public record McapChannel(
    int id, int schema, String topic, String encoding, Map<String, String> metadata) {
  /**
   * Copies the map and checks the ids.
   *
   * @throws IllegalArgumentException if an id is outside 0 to 65535
   */
  public McapChannel {
    metadata = Map.copyOf(metadata);
    if (id < 0 || id > 0xFFFF || schema < 0 || schema > 0xFFFF) {
      throw new IllegalArgumentException(
          "channel id = " + id + " and schema = " + schema + " must be in 0 to 65535");
    }
  }
}
