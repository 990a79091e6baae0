package io.warmstart.recording.mcap;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/** What stands behind the data of a finished file. */
final class Summary {
  private Summary() {}

  /** Where a chunk is. */
  record Chunk(
      long start,
      long end,
      long offset,
      long length,
      Map<Integer, Long> indexOffsets,
      long indexLength,
      long recordBytes) {
    private void writeTo(RecordBuffer out) {
      int at = out.begin(Opcode.CHUNK_INDEX);
      out.u64(start).u64(end).u64(offset).u64(length).numbers(indexOffsets).u64(indexLength);
      out.text("").u64(recordBytes).u64(recordBytes);
      out.end(at);
    }

    static Chunk read(RecordCursor in) {
      long start = in.u64();
      long end = in.u64();
      long offset = in.u64();
      long length = in.u64();
      RecordCursor entries = new RecordCursor(in.slice(in.u32()));
      Map<Integer, Long> offsets = new TreeMap<>();
      while (entries.hasRemaining()) {
        offsets.put(entries.u16(), entries.u64());
      }
      long indexLength = in.u64();
      in.text();
      in.u64();
      return new Chunk(start, end, offset, length, offsets, indexLength, in.u64());
    }
  }

  /** Where an attachment is. */
  record Attached(long offset, long length, McapAttachment attachment) {
    private void writeTo(RecordBuffer out) {
      int at = out.begin(Opcode.ATTACHMENT_INDEX);
      out.u64(offset).u64(length).u64(attachment.logTime()).u64(attachment.createTime());
      out.u64(attachment.data().length).text(attachment.name()).text(attachment.mediaType());
      out.end(at);
    }
  }

  /** Where a metadata record is. */
  record Metadata(long offset, long length, String name) {
    private void writeTo(RecordBuffer out) {
      int at = out.begin(Opcode.METADATA_INDEX);
      out.u64(offset).u64(length).text(name);
      out.end(at);
    }
  }

  /** Everything that is summed up. */
  record Content(
      Collection<McapSchema> schemas,
      Collection<McapChannel> channels,
      Map<Integer, Long> messages,
      List<Chunk> chunks,
      List<Attached> attachments,
      List<Metadata> metadata) {}

  /**
   * The end of a file: DataEnd, summary, summary offsets, footer, magic.
   *
   * @param at offset in the file where this is put
   * @param dataCrc CRC32 of everything before
   */
  static void write(RecordBuffer out, Content content, long at, long dataCrc) {
    int from = out.size();
    int dataEnd = out.begin(Opcode.DATA_END);
    out.u32(dataCrc);
    out.end(dataEnd);
    int start = out.size();
    RecordBuffer offsets = new RecordBuffer();
    Group group = new Group(out, offsets, at - from);
    group.of(Opcode.SCHEMA, content.schemas(), out::schema);
    group.of(Opcode.CHANNEL, content.channels(), out::channel);
    group.of(Opcode.STATISTICS, List.of(content), c -> statistics(out, c));
    group.of(Opcode.CHUNK_INDEX, content.chunks(), chunk -> chunk.writeTo(out));
    group.of(Opcode.ATTACHMENT_INDEX, content.attachments(), entry -> entry.writeTo(out));
    group.of(Opcode.METADATA_INDEX, content.metadata(), entry -> entry.writeTo(out));
    int offsetStart = out.size();
    out.raw(offsets.written());
    int footer = out.begin(Opcode.FOOTER);
    out.u64(at + start - from).u64(at + offsetStart - from);
    CRC32 crc = new CRC32();
    // The footer's length is known, so the sum may be taken before the record is ended.
    out.u32(0);
    out.end(footer);
    crc.update(out.written().slice(start, out.size() - 4 - start));
    out.patchU32(out.size() - 4, crc.getValue());
    out.raw(Opcode.magic());
  }

  private record Group(RecordBuffer out, RecordBuffer offsets, long shift) {
    <T> void of(int opcode, Collection<T> entries, Consumer<T> write) {
      int start = out.size();
      entries.forEach(write);
      if (!entries.isEmpty()) {
        int at = offsets.begin(Opcode.SUMMARY_OFFSET);
        offsets.u8(opcode).u64(shift + start).u64(out.size() - start);
        offsets.end(at);
      }
    }
  }

  private static void statistics(RecordBuffer out, Content content) {
    List<Chunk> filled =
        content.chunks().stream().filter(chunk -> !chunk.indexOffsets().isEmpty()).toList();
    int at = out.begin(Opcode.STATISTICS);
    out.u64(content.messages().values().stream().mapToLong(Long::longValue).sum());
    out.u16(content.schemas().size()).u32(content.channels().size());
    out.u32(content.attachments().size()).u32(content.metadata().size());
    out.u32(content.chunks().size());
    out.u64(filled.stream().mapToLong(Chunk::start).min().orElse(0));
    out.u64(filled.stream().mapToLong(Chunk::end).max().orElse(0));
    out.numbers(content.messages());
    out.end(at);
  }
}
