package io.warmstart.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.engine.Philox;
import io.warmstart.recording.mcap.McapReport;
import io.warmstart.testkit.Seeded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedLogTest {
  /** Steps per forced chunk. */
  private static final int PER_CHUNK = 3;

  private static final int CHUNKS = 4;
  private static final int STEPS = PER_CHUNK * CHUNKS;

  @TempDir Path folder;
  private Path file;
  private byte[] whole;

  /** Ends of all chunks; the first holds the session's own message. */
  private List<Long> chunkEnds;

  /** Ends of the chunks that hold steps; one per forced group. */
  private final List<Long> stepEnds = new ArrayList<>();

  @BeforeEach
  void record() throws IOException {
    FakeDisk disk = new FakeDisk();
    try (SessionWriter writer =
        SessionWriter.over("disk", disk, Script.INFO, SessionSettings.DEFAULT)) {
      writer.flush();
      for (int i = 0; i < CHUNKS; i++) {
        Script.log(writer, (long) PER_CHUNK * i, (long) PER_CHUNK * (i + 1));
        writer.flush();
      }
    }
    whole = disk.all();
    chunkEnds = new SlowParser(whole).check().chunkEnds;
    assertThat(chunkEnds.size()).isGreaterThan(CHUNKS);
    for (SlowParser.Item item : new SlowParser(whole).items) {
      if (item.opcode() == 6 && contains(item.content(), "weights-")) {
        stepEnds.add(item.offset() + item.length());
      }
    }
    assertThat(stepEnds).as("a forced group is one chunk").hasSize(CHUNKS);
    file = folder.resolve("damaged.mcap");
  }

  private List<Long> ids(long to) {
    return LongStream.range(0, to).boxed().toList();
  }

  @Test
  void cutAtAnyByteEveryWholeChunkIsThereAndNothingElse() throws IOException {
    for (int cut = whole.length - 1; cut >= 0; cut--) {
      Files.write(file, Arrays.copyOf(whole, cut));
      int end = cut;
      long complete = chunkEnds.stream().filter(chunk -> chunk <= end).count();
      long steps = stepsBefore(cut);
      if (complete > 0) {
        Script.Read read = Script.read(file);
        assertThat(read.ids()).as("cut at %d", cut).isEqualTo(ids(steps));
        assertThat(read.report().lost()).isZero();
        assertThat(read.report().unusable()).isZero();
      } else {
        readOrRefuse();
      }
    }
  }

  private long stepsBefore(long cut) {
    return PER_CHUNK * stepEnds.stream().filter(end -> end <= cut).count();
  }

  private static boolean contains(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
  }

  private void readOrRefuse() {
    try {
      assertThat(Script.read(file).ids()).isEmpty();
    } catch (RecordingException e) {
      assertThat(e.getMessage()).doesNotContain("\n").contains("damaged.mcap");
    }
  }

  @Test
  void flippedBitsNeverGiveWrongDataInSilence() throws IOException {
    long seed = Seeded.seed(11);
    Philox random = Philox.of(seed, "flips");
    int refused = 0;
    int shorter = 0;
    for (int trial = 0; trial < 600; trial++) {
      byte[] bytes = whole.clone();
      int flips = 1 + trial % 4;
      for (int f = 0; f < flips; f++) {
        int at = (int) random.integer(trial, 2L * f, bytes.length);
        bytes[at] ^= (byte) (1 << random.integer(trial, 2L * f + 1, 8));
      }
      Files.write(file, bytes);
      try {
        // Script.read compares every step that is handed out with what was logged.
        Script.Read read = Script.read(file);
        assertThat(read.ids()).as("seed %d trial %d", seed, trial).isSorted();
        assertThat(read.ids()).doesNotHaveDuplicates();
        if (read.ids().size() < STEPS) {
          shorter++;
          assertThat(read.report().isWhole()).as("seed %d trial %d", seed, trial).isFalse();
          assertThat(read.report().remarks()).isNotEmpty();
        }
      } catch (RecordingException e) {
        refused++;
        assertThat(e.getMessage()).doesNotContain("\n");
      }
    }
    assertThat(shorter).as("flips that cost steps").isGreaterThan(50);
    assertThat(refused).as("flips that cost the session").isLessThan(30);
  }

  @Test
  void oneFlippedBitCostsAtMostItsChunk() throws IOException {
    for (int at = 0; at < whole.length; at += 7) {
      byte[] bytes = whole.clone();
      bytes[at] ^= 0x10;
      Files.write(file, bytes);
      Script.Read read = Script.read(file);
      // The chunk's steps, and the one whose first observation stood in it.
      assertThat(read.ids().size()).as("byte %d", at).isGreaterThanOrEqualTo(STEPS - PER_CHUNK - 1);
    }
  }

  @Test
  void recoveryLeavesAWholeFileAndTheOriginalAsItWas() throws IOException {
    byte[] bytes = Arrays.copyOf(whole, (int) (long) chunkEnds.get(3) + 3);
    bytes[(int) (chunkEnds.get(2) - 20)] ^= 1;
    Files.write(file, bytes);
    Script.Read damaged = Script.read(file);
    Path copy = SessionRecovery.beside(file);
    McapReport report = SessionRecovery.recover(file, copy);
    assertThat(report.damage()).hasSize(2);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    assertThat(copy).hasFileName("damaged.recovered.mcap");
    new SlowParser(Files.readAllBytes(copy)).check();
    Script.Read read = Script.read(copy);
    assertThat(read.ids()).isEqualTo(damaged.ids()).hasSizeGreaterThan(3);
    assertThat(read.report().file().indexed()).isTrue();
    assertThat(read.report().file().damage()).isEmpty();
    assertThatThrownBy(() -> SessionRecovery.recover(file, copy))
        .hasMessageContaining("exists already");
    try (var left = Files.list(folder)) {
      assertThat(left.toList()).containsExactlyInAnyOrder(file, copy);
    }
  }

  @Test
  void whatIsNoSessionIsRefusedInOneLine() throws IOException {
    for (byte[] content :
        List.of(
            new byte[0],
            new byte[5],
            new byte[5000],
            "hello, robot".repeat(50).getBytes(StandardCharsets.UTF_8))) {
      Files.write(file, content);
      assertThatThrownBy(() -> RecordedSession.open(file))
          .isInstanceOf(RecordingException.class)
          .hasMessageContaining("is no recorded session");
      assertThatThrownBy(() -> SessionRecovery.recover(file, folder.resolve("x.mcap")))
          .isInstanceOf(RecordingException.class)
          .hasMessageContaining("nothing to recover");
    }
    assertThatThrownBy(() -> RecordedSession.open(folder.resolve("none.mcap")))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining("no such file");
  }

  @Test
  void aCompressedChunkOfAnotherProgramIsRefusedInOneLine() throws IOException {
    // Magic, an empty header, and a chunk that says its records are compressed.
    ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(whole, 0, 8).put((byte) 1).putLong(8).putLong(0);
    bytes.put((byte) 6).putLong(8 + 8 + 8 + 4 + 4 + 4 + 8 + 2).putLong(0).putLong(0).putLong(9);
    bytes
        .putInt(1)
        .putInt(4)
        .put("zstd".getBytes(StandardCharsets.UTF_8))
        .putLong(2)
        .putShort((short) 7);
    Files.write(file, Arrays.copyOf(bytes.array(), bytes.position()));
    assertThatThrownBy(() -> RecordedSession.open(file))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining("compressed with zstd");
    assertThatThrownBy(() -> SessionRecovery.recover(file, folder.resolve("x.mcap")))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining("compressed with zstd");
  }
}
