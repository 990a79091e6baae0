package io.warmstart.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;

/**
 * Reads a finished MCAP file byte by byte as its specification has it, and asserts everything that
 * the specification says. Shares nothing with the product's reader.
 */
final class SlowParser {
  /** A record where it stands. */
  // Never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Item(int opcode, long offset, byte[] content) {
    long length() {
      return 9L + content.length;
    }
  }

  private final byte[] file;
  final List<Item> items = new ArrayList<>();
  final Map<Integer, String> topics = new LinkedHashMap<>();
  final Map<String, Integer> messages = new LinkedHashMap<>();

  /** End of each chunk record, and of everything in it. */
  final List<Long> chunkEnds = new ArrayList<>();

  SlowParser(byte[] file) throws IOException {
    this.file = file;
    byte[] magic = {(byte) 0x89, 0x4D, 0x43, 0x41, 0x50, 0x30, 0x0D, 0x0A};
    assertThat(Arrays.copyOf(file, 8)).isEqualTo(magic);
    assertThat(Arrays.copyOfRange(file, file.length - 8, file.length)).isEqualTo(magic);
    split(file, 8, file.length - 8, items);
    assertThat(items.getFirst().opcode).as("header first").isEqualTo(1);
    assertThat(items.getLast().opcode).as("footer last").isEqualTo(2);
  }

  private static void split(byte[] bytes, int from, int to, List<Item> into) {
    int at = from;
    while (at < to) {
      long length = number(bytes, at + 1, 8);
      assertThat(length).isBetween(0L, (long) to - at - 9);
      byte[] content = Arrays.copyOfRange(bytes, at + 9, at + 9 + (int) length);
      into.add(new Item(bytes[at] & 0xFF, at, content));
      at += 9 + (int) length;
    }
    assertThat(at).isEqualTo(to);
  }

  static long number(byte[] bytes, int at, int count) {
    long value = 0;
    for (int i = count - 1; i >= 0; i--) {
      value = (value << 8) | (bytes[at + i] & 0xFF);
    }
    return value;
  }

  private static long crc(byte[] bytes, int from, int to) {
    CRC32 crc = new CRC32();
    for (int i = from; i < to; i++) {
      crc.update(bytes[i]);
    }
    return crc.getValue();
  }

  /** Reads fields in order. */
  static final class Fields {
    private final DataInputStream in;

    Fields(byte[] content) {
      in = new DataInputStream(new ByteArrayInputStream(content));
    }

    long n(int bytes) throws IOException {
      return number(in.readNBytes(bytes), 0, bytes);
    }

    String text() throws IOException {
      return new String(in.readNBytes((int) n(4)), StandardCharsets.UTF_8);
    }

    byte[] bytes(long count) throws IOException {
      return in.readNBytes((int) count);
    }

    int left() throws IOException {
      return in.available();
    }
  }

  private List<Item> of(int opcode) {
    return items.stream().filter(item -> item.opcode == opcode).toList();
  }

  /** Asserts everything. */
  SlowParser check() throws IOException {
    List<Item> ends = of(15);
    assertThat(ends).hasSize(1);
    Item dataEnd = ends.getFirst();
    assertThat(new Fields(dataEnd.content).n(4)).isEqualTo(crc(file, 0, (int) dataEnd.offset));
    int summaryStart = (int) (dataEnd.offset + dataEnd.length());
    Item footer = items.getLast();
    Fields foot = new Fields(footer.content);
    assertThat(footer.content).hasSize(20);
    assertThat(foot.n(8)).isEqualTo(summaryStart);
    long offsetStart = foot.n(8);
    assertThat(foot.n(4)).isEqualTo(crc(file, summaryStart, file.length - 8 - 4));
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).opcode == 6) {
        chunk(i);
      }
    }
    attachments();
    summary(summaryStart, offsetStart);
    return this;
  }

  private void chunk(int position) throws IOException {
    Item item = items.get(position);
    Fields fields = new Fields(item.content);
    long start = fields.n(8);
    long end = fields.n(8);
    long size = fields.n(8);
    long crc = fields.n(4);
    assertThat(fields.text()).as("compression").isEmpty();
    assertThat(fields.n(8)).isEqualTo(size).isEqualTo(fields.left());
    byte[] records = fields.bytes(size);
    assertThat(crc).isEqualTo(crc(records, 0, records.length)).isNotZero();
    Map<Integer, List<Long>> seen = new LinkedHashMap<>();
    List<Item> inside = new ArrayList<>();
    split(records, 0, records.length, inside);
    long earliest = Long.MAX_VALUE;
    long latest = 0;
    for (Item record : inside) {
      Fields content = new Fields(record.content);
      if (record.opcode == 4) {
        int id = (int) content.n(2);
        content.n(2);
        topics.put(id, content.text());
      } else if (record.opcode == 5) {
        int channel = (int) content.n(2);
        content.n(4);
        long time = content.n(8);
        earliest = Math.min(earliest, time);
        latest = Math.max(latest, time);
        assertThat(topics).as("declared before use").containsKey(channel);
        messages.merge(topics.get(channel), 1, Integer::sum);
        seen.computeIfAbsent(channel, id -> new ArrayList<>()).addAll(List.of(time, record.offset));
      } else {
        assertThat(record.opcode).isEqualTo(3);
      }
    }
    assertThat(List.of(earliest, latest)).containsExactly(start, end);
    chunkEnds.add(item.offset + item.length());
    for (int i = 1; i <= seen.size(); i++) {
      Item index = items.get(position + i);
      assertThat(index.opcode).isEqualTo(7);
      Fields content = new Fields(index.content);
      List<Long> wanted = Objects.requireNonNull(seen.remove((int) content.n(2)));
      seen.put(-i, List.of());
      assertThat(content.n(4)).isEqualTo(8L * wanted.size());
      for (long value : wanted) {
        assertThat(content.n(8)).isEqualTo(value);
      }
    }
  }

  private void attachments() throws IOException {
    for (Item item : of(9)) {
      int end = item.content.length - 4;
      assertThat(number(item.content, end, 4)).isEqualTo(crc(item.content, 0, end)).isNotZero();
    }
  }

  private void summary(int start, long offsetStart) throws IOException {
    List<Item> groups = new ArrayList<>();
    Map<Integer, long[]> spans = new LinkedHashMap<>();
    int lastOpcode = -1;
    for (Item item : items) {
      if (item.offset >= start && item.offset < offsetStart) {
        assertThat(item.opcode == lastOpcode || !spans.containsKey(item.opcode))
            .as("grouped by opcode")
            .isTrue();
        lastOpcode = item.opcode;
        long[] span = spans.computeIfAbsent(item.opcode, op -> new long[] {item.offset, 0});
        span[1] += item.length();
      } else if (item.offset >= offsetStart && item.opcode == 14) {
        groups.add(item);
      }
    }
    assertThat(groups).hasSize(spans.size());
    for (Item group : groups) {
      Fields fields = new Fields(group.content);
      long[] span = Objects.requireNonNull(spans.get((int) fields.n(1)));
      assertThat(fields.n(8)).isEqualTo(span[0]);
      assertThat(fields.n(8)).isEqualTo(span[1]);
    }
    indexes(start);
    statistics();
  }

  private void indexes(int start) throws IOException {
    List<Item> chunks = of(6);
    List<Item> indexes = of(8);
    assertThat(indexes).hasSameSizeAs(chunks);
    for (int i = 0; i < chunks.size(); i++) {
      Item chunk = chunks.get(i);
      Fields fields = new Fields(indexes.get(i).content);
      Fields content = new Fields(chunk.content);
      assertThat(fields.n(8)).isEqualTo(content.n(8));
      assertThat(fields.n(8)).isEqualTo(content.n(8));
      assertThat(fields.n(8)).isEqualTo(chunk.offset);
      assertThat(fields.n(8)).isEqualTo(chunk.length());
      long entries = fields.n(4) / 10;
      long indexBytes = 0;
      for (int e = 0; e < entries; e++) {
        long channel = fields.n(2);
        long offset = fields.n(8);
        Item index = items.stream().filter(it -> it.offset == offset).findFirst().orElseThrow();
        assertThat(index.opcode).isEqualTo(7);
        assertThat(number(index.content, 0, 2)).isEqualTo(channel);
        indexBytes += index.length();
      }
      assertThat(fields.n(8)).isEqualTo(indexBytes);
      assertThat(fields.text()).isEmpty();
      assertThat(fields.n(8)).isEqualTo(fields.n(8)).isEqualTo(content.n(8));
    }
    for (Item attached : of(10)) {
      Fields fields = new Fields(attached.content);
      long offset = fields.n(8);
      Item target = items.stream().filter(it -> it.offset == offset).findFirst().orElseThrow();
      assertThat(target.opcode).isEqualTo(9);
      assertThat(fields.n(8)).isEqualTo(target.length());
    }
    for (Item metadata : of(13)) {
      Fields fields = new Fields(metadata.content);
      long offset = fields.n(8);
      Item target = items.stream().filter(it -> it.offset == offset).findFirst().orElseThrow();
      assertThat(target.opcode).isEqualTo(12);
      assertThat(fields.n(8)).isEqualTo(target.length());
    }
    long repeated = items.stream().filter(it -> it.opcode == 4 && it.offset >= start).count();
    assertThat(repeated).isGreaterThanOrEqualTo(topics.size());
  }

  /** Different ids of schemas or channels. */
  private long unique(int opcode) {
    return of(opcode).stream().map(item -> number(item.content, 0, 2)).distinct().count();
  }

  private void statistics() throws IOException {
    List<Item> found = of(11);
    assertThat(found).hasSize(1);
    Fields fields = new Fields(found.getFirst().content);
    assertThat(fields.n(8)).isEqualTo(messages.values().stream().mapToInt(n -> n).sum());
    assertThat(fields.n(2)).isEqualTo(unique(3));
    assertThat(fields.n(4)).isEqualTo(unique(4));
    assertThat(fields.n(4)).isEqualTo(of(9).size());
    assertThat(fields.n(4)).isEqualTo(of(12).size());
    assertThat(fields.n(4)).isEqualTo(of(6).size());
    fields.n(8);
    fields.n(8);
    long entries = fields.n(4) / 10;
    for (int i = 0; i < entries; i++) {
      String topic = topics.get((int) fields.n(2));
      assertThat(fields.n(8)).isEqualTo((long) messages.getOrDefault(topic, 0));
    }
  }
}
