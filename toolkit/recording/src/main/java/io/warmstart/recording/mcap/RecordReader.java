package io.warmstart.recording.mcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Reads single records at known offsets, and believes them only if they are sound: chunks and
 * attachments by their CRC32, the others by filling their length exactly.
 */
final class RecordReader {
  /** Bytes of a chunk record before its records, if they are not compressed. */
  static final int CHUNK_BYTES = 8 + 8 + 8 + 4 + 4 + 8;

  private static final int LARGEST_PLAIN = 1 << 26;

  private final FileWindow file;
  private final McapVisitor visitor;
  private final Selection selection;
  private final Map<Integer, McapChannel> channels = new HashMap<>();
  private long chunks;
  private long messages;
  private boolean probing;

  RecordReader(FileWindow file, Selection selection, McapVisitor visitor) {
    this.file = file;
    this.selection = selection;
    this.visitor = visitor;
  }

  long chunks() {
    return chunks;
  }

  long messages() {
    return messages;
  }

  void know(McapChannel channel) {
    channels.put(channel.id(), channel);
  }

  /**
   * Reads the record at {@code at} and hands it to the visitor.
   *
   * @return null, or why it was not believed
   */
  @Nullable String take(long at, int opcode, long length) throws IOException {
    if (length < 0 || length > file.size() - at - Opcode.PREFIX_BYTES) {
      return "the record ends after the file";
    }
    if (length
        > (opcode == Opcode.CHUNK || opcode == Opcode.ATTACHMENT
            ? Integer.MAX_VALUE - 64
            : LARGEST_PLAIN)) {
      return "a record of " + length + " bytes";
    }
    RecordCursor in =
        new RecordCursor(file.bytes(at + Opcode.PREFIX_BYTES, (int) length).asReadOnlyBuffer());
    try {
      return switch (opcode) {
        case Opcode.CHUNK -> chunk(in, at);
        case Opcode.ATTACHMENT -> attachment(in);
        case Opcode.MESSAGE -> "a message outside a chunk, which no CRC covers";
        default -> plain(opcode, in);
      };
    } catch (McapException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Whether the record is sound; hands nothing out. */
  boolean probe(long at, int opcode, long length) throws IOException {
    probing = true;
    return take(at, opcode, length) == null;
  }

  private @Nullable String plain(int opcode, RecordCursor in) {
    switch (opcode) {
      case Opcode.HEADER -> {
        in.text();
        in.text();
      }
      case Opcode.SCHEMA -> visitor.schema(whole(in, in.schema()));
      case Opcode.CHANNEL -> know(whole(in, in.channel()));
      case Opcode.METADATA -> {
        String name = in.text();
        visitor.metadata(name, whole(in, in.texts()));
      }
      case Opcode.MESSAGE_INDEX -> {
        in.u16();
        if (in.slice(in.u32()).remaining() % 16 != 0) {
          return "a message index of an odd length";
        }
      }
      default -> {
        return "unknown record type 0x" + Integer.toHexString(opcode);
      }
    }
    whole(in, "");
    return null;
  }

  private static <T> T whole(RecordCursor in, T value) {
    if (in.hasRemaining()) {
      throw new McapException("a record has " + in.remaining() + " bytes too many");
    }
    return value;
  }

  private @Nullable String attachment(RecordCursor in) {
    ByteBuffer content = in.slice(in.remaining());
    if (content.remaining() < 4) {
      return "an attachment without a CRC";
    }
    int end = content.remaining() - 4;
    if (crcOf(content.slice(0, end)) != (content.getInt(end) & 0xFFFF_FFFFL)) {
      return "an attachment does not match its CRC";
    }
    RecordCursor fields = new RecordCursor(content.slice(0, end));
    long logTime = fields.u64();
    long createTime = fields.u64();
    String name = fields.text();
    String mediaType = fields.text();
    byte[] data = whole(fields, fields.raw(fields.u64()));
    visitor.attachment(new McapAttachment(name, mediaType, logTime, createTime, data));
    return null;
  }

  private @Nullable String chunk(RecordCursor in, long at) {
    in.u64();
    in.u64();
    long size = in.u64();
    long crc = in.u32();
    String compression = in.text();
    long stored = in.u64();
    if (stored != in.remaining()) {
      return "a chunk whose lengths contradict each other";
    }
    if (compression.equals("zstd") || compression.equals("lz4")) {
      throw new UnsupportedChunkException(
          "the chunk at byte "
              + at
              + " is compressed with "
              + compression
              + ", which is not supported; rewrite the file with: mcap compress --compression none");
    }
    ByteBuffer records = in.slice(stored);
    if (!compression.isEmpty() || size != stored || crcOf(records.duplicate()) != crc) {
      return "a chunk does not match its CRC";
    }
    requireWellFormed(records, at);
    if (probing) {
      return null;
    }
    visit(new RecordCursor(records));
    chunks++;
    visitor.endOfChunk();
    return null;
  }

  /** Walks a chunk before anything of it is handed out. */
  private void requireWellFormed(ByteBuffer records, long at) {
    RecordCursor in = new RecordCursor(records);
    Set<Integer> declared = new HashSet<>(channels.keySet());
    try {
      while (in.hasRemaining()) {
        int opcode = in.u8();
        RecordCursor content = new RecordCursor(in.slice(in.u64()));
        switch (opcode) {
          case Opcode.SCHEMA -> content.schema();
          case Opcode.CHANNEL -> declared.add(content.channel().id());
          case Opcode.MESSAGE -> requireDeclared(content.message().channel(), declared);
          default -> {
            // Later versions of the format may add record types.
          }
        }
      }
    } catch (McapException e) {
      throw new McapException("the chunk at byte " + at + " is malformed: " + e.getMessage());
    }
  }

  private void requireDeclared(int channel, Set<Integer> declared) {
    // While probing for the next sound chunk, channels of earlier ones are not known.
    if (!probing && !declared.contains(channel)) {
      throw new McapException("a message names the unknown channel " + channel);
    }
  }

  private void visit(RecordCursor in) {
    while (in.hasRemaining()) {
      int opcode = in.u8();
      RecordCursor content = new RecordCursor(in.slice(in.u64()));
      switch (opcode) {
        case Opcode.SCHEMA -> visitor.schema(content.schema());
        case Opcode.CHANNEL -> know(content.channel());
        case Opcode.MESSAGE -> visit(content.message());
        default -> {
          // Skipped, as the format asks of readers.
        }
      }
    }
  }

  private void visit(McapMessage message) {
    McapChannel channel = Objects.requireNonNull(channels.get(message.channel()));
    if (selection.wants(channel) && selection.wants(message.logTime())) {
      messages++;
      visitor.message(channel, message);
    }
  }

  private static long crcOf(ByteBuffer bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }
}
