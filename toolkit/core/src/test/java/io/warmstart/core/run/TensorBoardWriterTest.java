package io.warmstart.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardWriterTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_500L));

  /** An event read back; fields that were not there are NaN, 0 or empty. */
  private record Event(
      double wallTime, long step, String fileVersion, Map<String, Float> scalars, long session) {}

  @Test
  void crcMatchesPublishedVectors() {
    // RFC 3720, B.4, and the usual check value of "123456789".
    assertThat(crc(new byte[32])).isEqualTo(0x8A9136AAL);
    byte[] ones = new byte[32];
    java.util.Arrays.fill(ones, (byte) 0xFF);
    assertThat(crc(ones)).isEqualTo(0x62A8AB43L);
    byte[] ascending = new byte[32];
    for (int i = 0; i < 32; i++) {
      ascending[i] = (byte) i;
    }
    assertThat(crc(ascending)).isEqualTo(0x46DD794EL);
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertThat(crc(digits)).isEqualTo(0xE3069283L);
    // ((crc >>> 15) | (crc << 17)) + 0xa282ead8 of 0xE3069283, by hand.
    assertThat(TensorBoardWriter.maskedCrc(digits, 0, 9))
        .isEqualTo((int) (((0xE3069283L >>> 15) | (0xE3069283L << 17)) + 0xa282ead8L));
  }

  private static long crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return crc.getValue();
  }

  @Test
  void recordsReadBackWithTheirChecksums(@TempDir Path folder) throws Exception {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("critic/loss", 0.25);
    values.put("bénéfice", -1e-3);
    try (TensorBoardWriter writer = TensorBoardWriter.open(folder, 1, CLOCK)) {
      writer.scalars(300, values);
      writer.scalars(1L << 40, Map.of("nan", Double.NaN));
    }
    List<Event> events = read(onlyFile(folder));
    assertThat(events).hasSize(4);
    assertThat(events.get(0).fileVersion()).isEqualTo("brain.Event:2");
    assertThat(events.get(0).wallTime()).isEqualTo(1_700_000_000.5);
    assertThat(events.get(1).session()).isEqualTo(1);
    assertThat(events.get(1).step()).isEqualTo(1);
    assertThat(events.get(2).step()).isEqualTo(300);
    assertThat(events.get(2).scalars())
        .containsExactlyInAnyOrderEntriesOf(Map.of("critic/loss", 0.25f, "bénéfice", -1e-3f));
    assertThat(events.get(3).step()).isEqualTo(1L << 40);
    assertThat(events.get(3).scalars().get("nan")).isNaN();
  }

  @Test
  void everyOpeningStartsItsOwnFile(@TempDir Path folder) throws Exception {
    TensorBoardWriter.open(folder, 1, CLOCK).close();
    TensorBoardWriter.open(folder, 51, CLOCK).close();
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()).toList())
          .containsExactlyInAnyOrder(
              "events.out.tfevents.1700000000.warmstart",
              "events.out.tfevents.1700000001.warmstart");
    }
  }

  private static Path onlyFile(Path folder) throws Exception {
    try (var files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.getFirst();
    }
  }

  private static List<Event> read(Path file) throws Exception {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] length = new byte[8];
      bytes.get(length);
      assertThat(bytes.getInt()).isEqualTo(masked(length));
      byte[] data =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      bytes.get(data);
      assertThat(bytes.getInt()).isEqualTo(masked(data));
      events.add(event(ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN)));
    }
    return events;
  }

  private static int masked(byte[] bytes) {
    long crc = crc(bytes);
    return (int) ((((crc >>> 15) | (crc << 17)) & 0xFFFFFFFFL) + 0xa282ead8L);
  }

  private static Event event(ByteBuffer data) {
    double wallTime = Double.NaN;
    long step = 0;
    String version = "";
    Map<String, Float> scalars = new LinkedHashMap<>();
    long session = 0;
    while (data.hasRemaining()) {
      long key = varint(data);
      switch ((int) (key >>> 3)) {
        case 1 -> wallTime = data.getDouble();
        case 2 -> step = varint(data);
        case 3 -> version = text(data);
        case 5 -> scalars(slice(data), scalars);
        case 7 -> {
          ByteBuffer log = slice(data);
          assertThat(varint(log)).isEqualTo(1 << 3);
          session = varint(log);
        }
        default -> throw new AssertionError("unexpected field " + (key >>> 3));
      }
    }
    return new Event(wallTime, step, version, scalars, session);
  }

  private static void scalars(ByteBuffer summary, Map<String, Float> into) {
    while (summary.hasRemaining()) {
      assertThat(varint(summary)).isEqualTo(1 << 3 | 2);
      ByteBuffer value = slice(summary);
      assertThat(varint(value)).isEqualTo(1 << 3 | 2);
      String tag = text(value);
      assertThat(varint(value)).isEqualTo(2 << 3 | 5);
      into.put(tag, value.getFloat());
    }
  }

  private static long varint(ByteBuffer data) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = data.get();
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  private static ByteBuffer slice(ByteBuffer data) {
    int length = (int) varint(data);
    ByteBuffer slice = data.slice(data.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    data.position(data.position() + length);
    return slice;
  }

  private static String text(ByteBuffer data) {
    return StandardCharsets.UTF_8.decode(slice(data)).toString();
  }
}
