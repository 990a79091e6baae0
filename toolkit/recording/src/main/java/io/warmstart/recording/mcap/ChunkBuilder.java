package io.warmstart.recording.mcap;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** The chunk that is being filled, and the index of its messages. */
final class ChunkBuilder {
  private final RecordBuffer records = new RecordBuffer();
  private final Map<Integer, RecordBuffer> index = new TreeMap<>();
  private final Set<Integer> channels = new HashSet<>();
  private long start = Long.MAX_VALUE;
  private long end;

  int bytes() {
    return records.size();
  }

  boolean isEmpty() {
    return records.size() == 0;
  }

  void clear() {
    records.clear();
    index.clear();
    channels.clear();
    start = Long.MAX_VALUE;
    end = 0;
  }

  void schema(McapSchema schema) {
    records.schema(schema);
  }

  /** Repeats a channel once per chunk, so that a chunk is readable if those before it are lost. */
  void channel(McapChannel channel) {
    if (channels.add(channel.id())) {
      records.channel(channel);
    }
  }

  void message(int channel, long sequence, long logTime, long publishTime, ByteBuffer data) {
    index.computeIfAbsent(channel, id -> new RecordBuffer()).u64(logTime).u64(records.size());
    int at = records.begin(Opcode.MESSAGE);
    records.u16(channel).u32(sequence).u64(logTime).u64(publishTime).raw(data);
    records.end(at);
    start = Math.min(start, logTime);
    end = Math.max(end, logTime);
  }

  /** Writes the chunk and its message indexes; fills in where they are, from offset {@code at}. */
  Summary.Chunk writeTo(RecordBuffer out, long at) {
    long first = index.isEmpty() ? 0 : start;
    ByteBuffer content = records.written();
    CRC32 crc = new CRC32();
    crc.update(content.duplicate());
    int chunk = out.begin(Opcode.CHUNK);
    out.u64(first).u64(end).u64(records.size()).u32(crc.getValue()).text("");
    out.u64(records.size()).raw(content);
    out.end(chunk);
    int chunkLength = out.size() - chunk;
    Map<Integer, Long> offsets = new TreeMap<>();
    index.forEach((channel, entries) -> {
      offsets.put(channel, at + out.size() - chunk);
      int record = out.begin(Opcode.MESSAGE_INDEX);
      out.u16(channel).u32(entries.size()).raw(entries.written());
      out.end(record);
    });
    int indexLength = out.size() - chunk - chunkLength;
    return new Summary.Chunk(first, end, at, chunkLength, offsets, indexLength, records.size());
  }
}
