package io.warmstart.recording;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads plain little-endian CDR; whatever does not fit in the message throws {@link
 * RecordingException}.
 */
final class CdrReader {
  private final ByteBuffer bytes;

  CdrReader(ByteBuffer message) {
    bytes = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    byte[] header = new byte[CdrWriter.HEADER.length];
    if (bytes.remaining() < header.length) {
      throw new RecordingException("a message of " + bytes.remaining() + " bytes is no CDR");
    }
    bytes.get(header);
    if (header[0] != CdrWriter.HEADER[0] || header[1] != CdrWriter.HEADER[1]) {
      throw new RecordingException(
          "a message is CDR of kind " + header[0] + " " + header[1] + ", expected 0 1");
    }
  }

  private ByteBuffer need(int alignment, long count) {
    int past = (bytes.position() - CdrWriter.HEADER.length) % alignment;
    int padding = past == 0 ? 0 : alignment - past;
    if (count < 0 || padding + count > bytes.remaining()) {
      throw new RecordingException("a CDR message ends before its content does");
    }
    return bytes.position(bytes.position() + padding);
  }

  boolean bool() {
    return u8() != 0;
  }

  int u8() {
    return need(1, 1).get() & 0xFF;
  }

  int i32() {
    return need(4, 4).getInt();
  }

  long i64() {
    return need(8, 8).getLong();
  }

  float f32() {
    return need(4, 4).getFloat();
  }

  float[] floats() {
    int count = i32();
    need(4, (long) Float.BYTES * count);
    float[] values = new float[count];
    bytes.asFloatBuffer().get(values);
    bytes.position(bytes.position() + Float.BYTES * count);
    return values;
  }

  byte[] raw() {
    int count = i32();
    need(1, count);
    byte[] values = new byte[count];
    bytes.get(values);
    return values;
  }

  String text() {
    int count = i32();
    if (count < 1) {
      throw new RecordingException("a CDR text has " + count + " bytes, expected at least 1");
    }
    need(1, count);
    byte[] utf8 = new byte[count - 1];
    bytes.get(utf8).get();
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
