package io.warmstart.recording;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages that are logged together or not at all.
 *
 * @param messages in their order
 * @param transition id of the transition among them; -1 if there is none
 */
record LogEntry(List<Message> messages, long transition) {
  LogEntry {
    messages = List.copyOf(messages);
  }

  long bytes() {
    return messages.stream().mapToLong(message -> message.data().length + 64L).sum();
  }

  /**
   * One message.
   *
   * @param channel id of its channel
   * @param sequence its number
   * @param stampNanos when it was made
   * @param data the message, or the pixels of a frame
   * @param frame how pixels become a message, on the writer's thread; null if that is done
   */
  // The array is handed over once and never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Message(int channel, long sequence, long stampNanos, byte[] data, @Nullable Pixels frame) {
    byte[] encoded() {
      return frame == null
          ? data
          : StepCodec.frame(
              stampNanos,
              frame.part(),
              new StepCodec.Frame(frame.frames().formatName(), frame.frames().encode(data)));
    }
  }

  /** How pixels become a message. */
  record Pixels(String part, Frames frames) {}
}
