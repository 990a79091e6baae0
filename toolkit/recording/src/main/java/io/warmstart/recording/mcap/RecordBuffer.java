package io.warmstart.recording.mcap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Growing little-endian bytes in MCAP's serialisation. */
final class RecordBuffer {
  private ByteBuffer bytes = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);

  int size() {
    return bytes.position();
  }

  void clear() {
    bytes.clear();
  }

  /** What was put since the last {@link #clear}; valid until the next change. */
  ByteBuffer written() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).flip();
  }

  private ByteBuffer room(int more) {
    if (bytes.remaining() < more) {
      int wanted = Math.addExact(bytes.position(), more);
      int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * bytes.capacity());
      ByteBuffer larger =
          ByteBuffer.allocate(Math.max(wanted, doubled)).order(ByteOrder.LITTLE_ENDIAN);
      bytes = larger.put(bytes.flip());
    }
    return bytes;
  }

  RecordBuffer u8(int value) {
    room(1).put((byte) value);
    return this;
  }

  RecordBuffer u16(int value) {
    room(2).putShort((short) value);
    return this;
  }

  RecordBuffer u32(long value) {
    room(4).putInt((int) value);
    return this;
  }

  RecordBuffer u64(long value) {
    room(8).putLong(value);
    return this;
  }

  RecordBuffer raw(byte[] value) {
    room(value.length).put(value);
    return this;
  }

  RecordBuffer raw(ByteBuffer value) {
    room(value.remaining()).put(value.duplicate());
    return this;
  }

  RecordBuffer text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return u32(utf8.length).raw(utf8);
  }

  /** Entries in the order of their keys, so that the same map gives the same bytes. */
  RecordBuffer texts(Map<String, String> map) {
    int at = size();
    u32(0);
    new TreeMap<>(map).forEach((key, value) -> text(key).text(value));
    bytes.putInt(at, size() - at - 4);
    return this;
  }

  /** A map from channel ids to numbers. */
  RecordBuffer numbers(Map<Integer, Long> map) {
    u32(10L * map.size());
    map.forEach((key, value) -> u16(key).u64(value));
    return this;
  }

  /** Starts a record; what follows is its content until {@link #end}. */
  int begin(int opcode) {
    int at = size();
    u8(opcode).u64(0);
    return at;
  }

  /** Ends the record that {@link #begin} started at {@code at}. */
  void end(int at) {
    bytes.putLong(at + 1, size() - at - Opcode.PREFIX_BYTES);
  }

  /** Replaces four bytes that were put before. */
  void patchU32(int at, long value) {
    bytes.putInt(at, (int) value);
  }

  void schema(McapSchema schema) {
    int at = begin(Opcode.SCHEMA);
    u16(schema.id()).text(schema.name()).text(schema.encoding());
    u32(schema.data().length).raw(schema.data());
    end(at);
  }

  void channel(McapChannel channel) {
    int at = begin(Opcode.CHANNEL);
    u16(channel.id()).u16(channel.schema()).text(channel.topic()).text(channel.encoding());
    texts(channel.metadata());
    end(at);
  }
}
