package io.warmstart.recording.mcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a file from front to back without its summary. Where a record is not sound, it goes on at
 * the next chunk or attachment whose CRC32 holds.
 */
final class FileScan {
  private final FileWindow file;
  private final RecordReader records;
  private final List<Damage> damage = new ArrayList<>();
  private boolean finished;

  FileScan(FileWindow file, RecordReader records) {
    this.file = file;
    this.records = records;
  }

  McapReport run() throws IOException {
    long at = start();
    while (at < file.size() && !finished) {
      at = step(at);
    }
    return new McapReport(finished, false, records.chunks(), records.messages(), damage);
  }

  private long start() throws IOException {
    int length = Opcode.magic().length;
    if (file.size() < length) {
      return skip(0, "the file has only " + file.size() + " bytes");
    }
    byte[] first = new byte[length];
    file.bytes(0, length).get(first);
    return Arrays.equals(first, Opcode.magic())
        ? length
        : skip(0, "the file does not start as MCAP");
  }

  private long step(long at) throws IOException {
    if (file.size() - at < Opcode.PREFIX_BYTES) {
      return skip(at, "the file ends inside a record");
    }
    ByteBuffer prefix = file.bytes(at, Opcode.PREFIX_BYTES);
    int opcode = prefix.get() & 0xFF;
    long length = prefix.getLong();
    if (opcode == Opcode.DATA_END && length == 4) {
      finished = true;
      return at;
    }
    String fault = records.take(at, opcode, length);
    if (fault == null) {
      return at + Opcode.PREFIX_BYTES + length;
    }
    boolean torn = length > file.size() - at - Opcode.PREFIX_BYTES;
    return skip(at, torn ? "the file ends inside a record, or its length is damaged" : fault);
  }

  /** Notes the damage from {@code at}; returns where sound records go on. */
  private long skip(long at, String fault) throws IOException {
    long next = at + 1;
    while (next < file.size() && !isPromising(next)) {
      next++;
    }
    next = Math.min(next, file.size());
    if (file.size() > at) {
      damage.add(new Damage(at, next - at, fault));
    }
    return next;
  }

  /** Whether a sound chunk or attachment starts here. */
  private boolean isPromising(long at) throws IOException {
    if (file.size() - at < Opcode.PREFIX_BYTES + RecordReader.CHUNK_BYTES) {
      return false;
    }
    ByteBuffer start = file.bytes(at, Opcode.PREFIX_BYTES + RecordReader.CHUNK_BYTES);
    int opcode = start.get() & 0xFF;
    if (opcode != Opcode.CHUNK && opcode != Opcode.ATTACHMENT) {
      return false;
    }
    long length = start.getLong();
    if (length < 0 || length > file.size() - at - Opcode.PREFIX_BYTES) {
      return false;
    }
    if (opcode == Opcode.CHUNK && !chunkLengthsAgree(start, length)) {
      return false;
    }
    return new RecordReader(file, Selection.ALL, new McapVisitor() {}).probe(at, opcode, length);
  }

  /** Cheap test before a CRC is computed, at the first field of a chunk. */
  private static boolean chunkLengthsAgree(ByteBuffer fields, long length) {
    int at = fields.position();
    long records = length - RecordReader.CHUNK_BYTES;
    return fields.getLong(at + 16) == records
        && fields.getInt(at + 28) == 0
        && fields.getLong(at + 32) == records;
  }
}
