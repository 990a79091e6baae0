package io.warmstart.recording.mcap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads MCAP's serialisation from one record's content; whatever does not fit in it throws {@link
 * McapException}.
 */
final class RecordCursor {
  private final ByteBuffer bytes;

  RecordCursor(ByteBuffer content) {
    this.bytes = content.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  boolean hasRemaining() {
    return bytes.hasRemaining();
  }

  int position() {
    return bytes.position();
  }

  int remaining() {
    return bytes.remaining();
  }

  private ByteBuffer need(long count) {
    if (count < 0 || count > bytes.remaining()) {
      throw new McapException(
          "a record ends " + (count - bytes.remaining()) + " bytes before its content does");
    }
    return bytes;
  }

  int u8() {
    return need(1).get() & 0xFF;
  }

  int u16() {
    return need(2).getShort() & 0xFFFF;
  }

  long u32() {
    return need(4).getInt() & 0xFFFF_FFFFL;
  }

  long u64() {
    return need(8).getLong();
  }

  /** The next bytes, read-only, as little-endian; the cursor goes on behind them. */
  ByteBuffer slice(long count) {
    need(count);
    ByteBuffer slice = bytes.slice(bytes.position(), (int) count).asReadOnlyBuffer();
    bytes.position(bytes.position() + (int) count);
    return slice.order(ByteOrder.LITTLE_ENDIAN);
  }

  byte[] raw(long count) {
    byte[] copy = new byte[(int) Math.min(count, need(count).remaining())];
    bytes.get(copy);
    return copy;
  }

  String text() {
    ByteBuffer utf8 = slice(u32());
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw new McapException("a text is not UTF-8");
    }
  }

  Map<String, String> texts() {
    RecordCursor entries = new RecordCursor(slice(u32()));
    Map<String, String> map = new LinkedHashMap<>();
    while (entries.hasRemaining()) {
      map.put(entries.text(), entries.text());
    }
    return map;
  }

  McapSchema schema() {
    int id = u16();
    if (id == 0) {
      throw new McapException("a schema has id 0");
    }
    return new McapSchema(id, text(), text(), raw(u32()));
  }

  McapChannel channel() {
    return new McapChannel(u16(), u16(), text(), text(), texts());
  }

  McapMessage message() {
    int channel = u16();
    long sequence = u32();
    long logTime = u64();
    return new McapMessage(channel, sequence, logTime, u64(), slice(remaining()));
  }
}
