package io.warmstart.recording;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.DType;
import io.warmstart.recording.LogEntry.Message;
import io.warmstart.recording.LogEntry.Pixels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns observations into messages and back, one per part. */
final class ObservationMessages {
  private final List<ObservationPart> parts;

  /** How each part of bytes is stored; null for vectors. */
  private final List<@Nullable Frames> frames = new ArrayList<>();

  ObservationMessages(EnvironmentSpec spec, PictureFormat format) {
    parts = spec.observations();
    for (ObservationPart part : parts) {
      frames.add(part.type() == DType.U8 ? new Frames(part, format) : null);
    }
  }

  /** Appends the messages of an observation; frames of a lossy format are replaced in it. */
  void add(List<Message> messages, Observation observation, long number, long stampNanos) {
    for (int i = 0; i < parts.size(); i++) {
      int channel = Topics.FIRST_PART_ID + i;
      MemorySegment data = observation.part(i);
      Frames frame = frames.get(i);
      if (frame == null) {
        byte[] message = StepCodec.values(data.toArray(ValueLayout.JAVA_FLOAT));
        messages.add(new Message(channel, number, stampNanos, message, null));
      } else if (frame.isLossy()) {
        byte[] file = frame.encode(data.toArray(ValueLayout.JAVA_BYTE));
        frame.decode(file, frame.formatName(), data);
        StepCodec.Frame stored = new StepCodec.Frame(frame.formatName(), file);
        byte[] message = StepCodec.frame(stampNanos, parts.get(i).name(), stored);
        messages.add(new Message(channel, number, stampNanos, message, null));
      } else {
        Pixels pixels = new Pixels(parts.get(i).name(), frame);
        byte[] raw = data.toArray(ValueLayout.JAVA_BYTE);
        messages.add(new Message(channel, number, stampNanos, raw, pixels));
      }
    }
  }

  /**
   * Reads the message of part {@code part} into an observation.
   *
   * @throws RecordingException if it does not fit the spec
   */
  void read(int part, ByteBuffer message, Observation out) {
    Frames frame = frames.get(part);
    if (frame != null) {
      StepCodec.Frame stored = StepCodec.frame(message);
      frame.decode(stored.file(), stored.format(), out.part(part));
      return;
    }
    float[] values = StepCodec.values(message);
    if (values.length != parts.get(part).elements()) {
      throw new RecordingException(
          "observation \""
              + parts.get(part).name()
              + "\" has "
              + values.length
              + " numbers, the spec says "
              + parts.get(part).elements());
    }
    MemorySegment.copy(values, 0, out.part(part), ValueLayout.JAVA_FLOAT, 0, values.length);
  }
}
