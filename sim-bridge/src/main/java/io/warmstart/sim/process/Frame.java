package io.warmstart.sim.process;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** The header before every payload: magic, version, type, sequence, length; little-endian. */
final class Frame {
  /** Version of the protocol that is spoken here. */
  static final int VERSION = 1;

  /** Bytes of a header. */
  static final int HEADER = 16;

  /** Everything is padded to this many bytes. */
  static final int ALIGNMENT = 8;

  private static final byte[] MAGIC = "WSIM".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION_AT = 4;
  private static final int TYPE_AT = 6;
  private static final int SEQUENCE_AT = 8;
  private static final int LENGTH_AT = 12;

  private Frame() {}

  /** A little-endian buffer. */
  static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The next multiple of eight. */
  static long padded(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Writes a header at the start of a buffer. */
  static void write(ByteBuffer frame, FrameType type, int sequence, int length) {
    frame.put(0, MAGIC);
    frame.putShort(VERSION_AT, (short) VERSION);
    frame.putShort(TYPE_AT, (short) type.code());
    frame.putInt(SEQUENCE_AT, sequence);
    frame.putInt(LENGTH_AT, length);
  }

  /**
   * The length in a reply's header, the rest of it checked.
   *
   * @param header first bytes of the reply
   * @param asked type of the request
   * @param sequence of the request
   * @param longest payload that makes sense, bytes
   * @throws ProtocolException if it is not such a reply
   */
  static int length(ByteBuffer header, FrameType asked, int sequence, long longest) {
    byte[] start = Arrays.copyOf(header.array(), HEADER);
    if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new ProtocolException(
          "sent something that is not a frame: "
              + readable(start)
              + "; a frame starts with \"WSIM\". Something else writes to the protocol's stream");
    }
    int version = Short.toUnsignedInt(header.getShort(VERSION_AT));
    if (version != VERSION) {
      throw new ProtocolException(
          "speaks version "
              + version
              + " of the protocol, this program speaks version "
              + VERSION
              + "; let both come from the same release");
    }
    int type = Short.toUnsignedInt(header.getShort(TYPE_AT));
    if (type != asked.code() && type != FrameType.ERROR.code()) {
      throw new ProtocolException("answered " + asked + " with a frame of type " + type);
    }
    if (header.getInt(SEQUENCE_AT) != sequence) {
      throw new ProtocolException(
          "answered request "
              + header.getInt(SEQUENCE_AT)
              + ", expected an answer to request "
              + sequence);
    }
    long length = Integer.toUnsignedLong(header.getInt(LENGTH_AT));
    if (length > longest) {
      throw new ProtocolException(
          "announced a frame of " + length + " bytes, at most " + longest + " are expected here");
    }
    return (int) length;
  }

  /** Whether the reply is an error. */
  static boolean isError(ByteBuffer header) {
    return Short.toUnsignedInt(header.getShort(TYPE_AT)) == FrameType.ERROR.code();
  }

  private static String readable(byte[] bytes) {
    StringBuilder text = new StringBuilder("\"");
    for (byte b : bytes) {
      text.append(b >= ' ' && b <= '~' ? (char) b : '.');
    }
    return text + "\" (" + HexFormat.ofDelimiter(" ").formatHex(bytes) + ")";
  }
}
