package io.warmstart.recording;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Plain CDR, little-endian, as ROS 2 serialises messages: four bytes of header, then fields. */
final class CdrWriter {
  /** Representation identifier of little-endian plain CDR, and two bytes of options. */
  static final byte[] HEADER = {0, 1, 0, 0};

  private ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

  CdrWriter() {
    bytes.put(HEADER);
  }

  private ByteBuffer room(int alignment, int count) {
    int past = (bytes.position() - HEADER.length) % alignment;
    int padding = past == 0 ? 0 : alignment - past;
    if (bytes.remaining() < padding + count) {
      int wanted = Math.addExact(bytes.position(), padding + count);
      bytes =
          ByteBuffer.allocate(Math.max(2 * bytes.capacity(), wanted))
              .order(ByteOrder.LITTLE_ENDIAN)
              .put(bytes.flip());
    }
    for (int i = 0; i < padding; i++) {
      bytes.put((byte) 0);
    }
    return bytes;
  }

  CdrWriter bool(boolean value) {
    room(1, 1).put((byte) (value ? 1 : 0));
    return this;
  }

  CdrWriter u8(int value) {
    room(1, 1).put((byte) value);
    return this;
  }

  CdrWriter i32(int value) {
    room(4, 4).putInt(value);
    return this;
  }

  CdrWriter i64(long value) {
    room(8, 8).putLong(value);
    return this;
  }

  CdrWriter f32(float value) {
    room(4, 4).putFloat(value);
    return this;
  }

  CdrWriter floats(float[] values) {
    i32(values.length);
    room(4, Float.BYTES * values.length).asFloatBuffer().put(values);
    bytes.position(bytes.position() + Float.BYTES * values.length);
    return this;
  }

  CdrWriter raw(byte[] values) {
    i32(values.length);
    room(1, values.length).put(values);
    return this;
  }

  /** A text with its terminating zero, which CDR counts. */
  CdrWriter text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    i32(utf8.length + 1);
    room(1, utf8.length + 1).put(utf8).put((byte) 0);
    return this;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}
