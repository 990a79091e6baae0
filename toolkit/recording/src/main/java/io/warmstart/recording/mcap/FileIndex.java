package io.warmstart.recording.mcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** The summary of a finished file, believed only if its CRC32 holds. */
final class FileIndex {
  private final List<McapSchema> schemas = new ArrayList<>();
  private final Map<Integer, McapChannel> channels = new TreeMap<>();
  private final Map<Long, Summary.Chunk> chunks = new TreeMap<>();

  /** Offsets of attachments and metadata records. */
  private final List<Long> others = new ArrayList<>();

  private long statedChunks = -1;

  private FileIndex() {}

  List<McapSchema> schemas() {
    return schemas;
  }

  Map<Integer, McapChannel> channels() {
    return channels;
  }

  /** Chunks by their offset. */
  Map<Long, Summary.Chunk> chunks() {
    return chunks;
  }

  List<Long> others() {
    return others;
  }

  /** Empty if the file has no sound summary. */
  static Optional<FileIndex> read(FileWindow file) throws IOException {
    int tail = Opcode.FOOTER_BYTES + Opcode.magic().length;
    if (file.size() < 2L * Opcode.magic().length + Opcode.FOOTER_BYTES) {
      return Optional.empty();
    }
    long footerAt = file.size() - tail;
    ByteBuffer end = file.bytes(footerAt, tail);
    int opcode = end.get() & 0xFF;
    long length = end.getLong();
    long start = end.getLong();
    end.getLong();
    long crc = end.getInt() & 0xFFFF_FFFFL;
    byte[] magic = new byte[Opcode.magic().length];
    end.get(magic);
    boolean sound =
        opcode == Opcode.FOOTER
            && length == Opcode.FOOTER_BYTES - Opcode.PREFIX_BYTES
            && Arrays.equals(magic, Opcode.magic())
            && start >= magic.length
            && start <= footerAt
            && footerAt - start < Integer.MAX_VALUE / 2;
    if (!sound) {
      return Optional.empty();
    }
    ByteBuffer covered = file.bytes(start, (int) (footerAt - start) + Opcode.FOOTER_BYTES - 4);
    CRC32 sum = new CRC32();
    sum.update(covered.duplicate());
    if (sum.getValue() != crc) {
      return Optional.empty();
    }
    FileIndex index = new FileIndex();
    try {
      index.parse(new RecordCursor(covered.slice(0, (int) (footerAt - start))));
    } catch (McapException e) {
      return Optional.empty();
    }
    return index.statedChunks == index.chunks.size() ? Optional.of(index) : Optional.empty();
  }

  private void parse(RecordCursor in) {
    while (in.hasRemaining()) {
      int opcode = in.u8();
      RecordCursor content = new RecordCursor(in.slice(in.u64()));
      switch (opcode) {
        case Opcode.SCHEMA -> schemas.add(content.schema());
        case Opcode.CHANNEL -> {
          McapChannel channel = content.channel();
          channels.put(channel.id(), channel);
        }
        case Opcode.CHUNK_INDEX -> {
          Summary.Chunk chunk = Summary.Chunk.read(content);
          chunks.put(chunk.offset(), chunk);
        }
        case Opcode.ATTACHMENT_INDEX, Opcode.METADATA_INDEX -> others.add(content.u64());
        case Opcode.STATISTICS -> {
          content.slice(8 + 2 + 4 + 4 + 4);
          statedChunks = content.u32();
        }
        default -> {
          // Summary offsets, and what later versions of the format may add.
        }
      }
    }
  }
}
