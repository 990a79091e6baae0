package io.warmstart.recording.mcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * Writes an MCAP file from front to back: uncompressed chunks with CRC32, message indexes, and at
 * the end a summary with its own CRC32.
 *
 * <p>Whatever was appended and forced stays readable if the rest never comes: a chunk does not need
 * the summary, and repeats the channels it uses. One thread; whoever made it closes it. An I/O
 * error leaves a torn tail, after which nothing more may be written.
 */
public final class McapWriter implements AutoCloseable {
  private final LogStorage storage;
  private final RecordBuffer out = new RecordBuffer();
  private final ChunkBuilder chunk = new ChunkBuilder();
  private final CRC32 dataCrc = new CRC32();
  private final Map<Integer, McapSchema> schemas = new TreeMap<>();
  private final Set<Integer> chunkedSchemas = new HashSet<>();
  private final Map<Integer, McapChannel> channels = new TreeMap<>();
  private final Map<Integer, Long> messages = new TreeMap<>();
  private final List<Summary.Chunk> chunks = new ArrayList<>();
  private final List<Summary.Attached> attachments = new ArrayList<>();
  private final List<Summary.Metadata> metadata = new ArrayList<>();
  private long offset;

  /**
   * Starts a file.
   *
   * @param storage empty; closed by {@link #close}
   * @param profile rules the content follows; empty if none
   * @param library name and version of the program
   * @throws IOException if it cannot be appended to
   */
  public McapWriter(LogStorage storage, String profile, String library) throws IOException {
    this.storage = storage;
    out.raw(Opcode.magic());
    int at = out.begin(Opcode.HEADER);
    out.text(profile).text(library);
    out.end(at);
    append();
  }

  private void append() throws IOException {
    ByteBuffer bytes = out.written();
    dataCrc.update(bytes.duplicate());
    offset += bytes.remaining();
    out.clear();
    storage.append(bytes);
  }

  /** Bytes written so far; those of the open chunk do not count. */
  public long bytes() {
    return offset;
  }

  /** Bytes in the open chunk. */
  public int chunkBytes() {
    return chunk.bytes();
  }

  /**
   * Declares a schema, before the channels that use it.
   *
   * @throws IOException if it cannot be appended
   */
  public void schema(McapSchema schema) throws IOException {
    if (schemas.putIfAbsent(schema.id(), schema) == null) {
      out.schema(schema);
      append();
    }
  }

  /**
   * Declares a channel, before its messages.
   *
   * @throws IOException if it cannot be appended
   * @throws IllegalArgumentException if its schema was not declared
   */
  public void channel(McapChannel channel) throws IOException {
    if (channel.schema() != 0 && !schemas.containsKey(channel.schema())) {
      throw new IllegalArgumentException(
          "channel \"" + channel.topic() + "\" names the unknown schema " + channel.schema());
    }
    if (channels.putIfAbsent(channel.id(), channel) == null) {
      out.channel(channel);
      append();
    }
  }

  /**
   * Puts a message into the open chunk; nothing is written yet.
   *
   * @param message its data are copied
   * @throws IllegalArgumentException if its channel was not declared
   */
  public void message(McapMessage message) {
    McapChannel channel = channels.get(message.channel());
    if (channel == null) {
      throw new IllegalArgumentException("channel " + message.channel() + " was not declared");
    }
    McapSchema schema = schemas.get(channel.schema());
    if (schema != null && chunkedSchemas.add(schema.id())) {
      chunk.schema(schema);
    }
    chunk.channel(channel);
    chunk.message(
        message.channel(),
        message.sequence(),
        message.logTime(),
        message.publishTime(),
        message.data());
    messages.merge(message.channel(), 1L, Long::sum);
  }

  /**
   * Writes the open chunk with its indexes; does nothing if it is empty.
   *
   * @throws IOException if it cannot be appended
   */
  public void endChunk() throws IOException {
    if (!chunk.isEmpty()) {
      chunks.add(chunk.writeTo(out, offset));
      chunk.clear();
      append();
    }
  }

  /**
   * Ends the chunk and writes an attachment.
   *
   * @throws IOException if it cannot be appended
   */
  public void attachment(McapAttachment attachment) throws IOException {
    endChunk();
    int at = out.begin(Opcode.ATTACHMENT);
    out.u64(attachment.logTime()).u64(attachment.createTime());
    out.text(attachment.name()).text(attachment.mediaType());
    out.u64(attachment.data().length).raw(attachment.data());
    CRC32 crc = new CRC32();
    crc.update(out.written().position(at + Opcode.PREFIX_BYTES));
    out.u32(crc.getValue());
    out.end(at);
    attachments.add(new Summary.Attached(offset, out.size(), attachment));
    append();
  }

  /**
   * Ends the chunk and writes a metadata record.
   *
   * @throws IOException if it cannot be appended
   */
  public void metadata(String name, Map<String, String> values) throws IOException {
    endChunk();
    int at = out.begin(Opcode.METADATA);
    out.text(name).texts(values);
    out.end(at);
    metadata.add(new Summary.Metadata(offset, out.size(), name));
    append();
  }

  /**
   * Returns when everything but the open chunk would survive a loss of power.
   *
   * @throws IOException if that cannot be said
   */
  public void force() throws IOException {
    storage.force();
  }

  /**
   * Ends the chunk, writes the summary and forces it; nothing may be written afterwards.
   *
   * @throws IOException if it cannot be appended
   */
  public void finish() throws IOException {
    endChunk();
    Summary.Content content =
        new Summary.Content(
            schemas.values(), channels.values(), messages, chunks, attachments, metadata);
    Summary.write(out, content, offset, dataCrc.getValue());
    append();
    storage.force();
  }

  @Override
  public void close() throws IOException {
    storage.close();
  }
}
