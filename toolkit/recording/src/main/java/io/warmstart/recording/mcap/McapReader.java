package io.warmstart.recording.mcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Reads MCAP files that are whole, cut off, or damaged.
 *
 * <p>A sound summary is used to find chunks; otherwise the file is scanned. Either way messages
 * come in the order of the file, only from chunks whose CRC32 holds, and everything that was left
 * out is in the report. A file that is still being written reads as far as it was when it was
 * opened.
 */
public final class McapReader {
  private McapReader() {}

  /**
   * Reads everything.
   *
   * @throws IOException if the file cannot be read
   * @throws UnsupportedChunkException if it is compressed
   */
  public static McapReport read(Path path, McapVisitor visitor) throws IOException {
    return read(path, Selection.ALL, visitor);
  }

  /**
   * Reads the messages of a selection; chunks that hold none of them are not touched where the
   * summary is sound.
   *
   * @throws IOException if the file cannot be read
   * @throws UnsupportedChunkException if it is compressed
   */
  public static McapReport read(Path path, Selection selection, McapVisitor visitor)
      throws IOException {
    try (FileWindow file = new FileWindow(path)) {
      Optional<FileIndex> index = FileIndex.read(file);
      RecordReader records = new RecordReader(file, selection, visitor);
      return index.isPresent()
          ? follow(index.get(), file, records, selection, visitor)
          : new FileScan(file, records).run();
    }
  }

  /**
   * Reads everything without looking at the summary.
   *
   * @throws IOException if the file cannot be read
   * @throws UnsupportedChunkException if it is compressed
   */
  public static McapReport scan(Path path, McapVisitor visitor) throws IOException {
    try (FileWindow file = new FileWindow(path)) {
      return new FileScan(file, new RecordReader(file, Selection.ALL, visitor)).run();
    }
  }

  private static McapReport follow(
      FileIndex index,
      FileWindow file,
      RecordReader records,
      Selection selection,
      McapVisitor visitor)
      throws IOException {
    index.schemas().forEach(visitor::schema);
    index.channels().values().forEach(records::know);
    TreeSet<Long> offsets = new TreeSet<>(index.others());
    index
        .chunks()
        .forEach((offset, chunk) -> {
          if (holds(chunk, index, selection)) {
            offsets.add(offset);
          }
        });
    List<Damage> damage = new ArrayList<>();
    for (long at : offsets) {
      Summary.Chunk chunk = index.chunks().get(at);
      ByteBuffer prefix = file.bytes(at, Opcode.PREFIX_BYTES);
      int opcode = prefix.get() & 0xFF;
      long length = prefix.getLong();
      String fault =
          chunk == null
                  || (opcode == Opcode.CHUNK && length == chunk.length() - Opcode.PREFIX_BYTES)
              ? records.take(at, opcode, length)
              : "a chunk is not where the index says";
      if (fault != null) {
        damage.add(new Damage(at, chunk == null ? Opcode.PREFIX_BYTES : chunk.length(), fault));
      }
    }
    return new McapReport(true, true, records.chunks(), records.messages(), damage);
  }

  private static boolean holds(Summary.Chunk chunk, FileIndex index, Selection selection) {
    return chunk.end() >= selection.from()
        && chunk.start() < selection.to()
        && (selection.topics().isEmpty()
            || chunk.indexOffsets().keySet().stream()
                .map(index.channels()::get)
                .anyMatch(channel -> channel == null || selection.wants(channel)));
  }
}
