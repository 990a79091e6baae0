package io.warmstart.recording.mcap;

import java.util.Set;

/**
 * Which messages to read.
 *
 * @param topics of these channels; empty for all
 * @param from earliest log time, in nanoseconds since 1970
 * @param to log times before this, in nanoseconds since 1970
 */
public record Selection(Set<String> topics, long from, long to) {
  /** Every message. */
  public static final Selection ALL = new Selection(Set.of(), 0, Long.MAX_VALUE);

  /** Copies the set. */
  public Selection {
    topics = Set.copyOf(topics);
  }

  boolean wants(McapChannel channel) {
    return topics.isEmpty() || topics.contains(channel.topic());
  }

  boolean wants(long logTime) {
    return logTime >= from && logTime < to;
  }
}
