package io.warmstart.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.data.TerminationCause;
import io.warmstart.recording.SessionSettings.WhenFull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DiskTest {
  private static final Duration PERIOD = Duration.ofMillis(5);

  @TempDir Path folder;

  private List<Long> idsIn(byte[] bytes) throws IOException {
    Path file = folder.resolve("disk.mcap");
    Files.write(file, bytes);
    return Script.read(file).ids();
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(0, last).boxed().toList();
  }

  @Test
  void acknowledgedStepsSurviveALossOfPower() throws IOException {
    FakeDisk disk = new FakeDisk().withForce(3);
    SessionSettings settings = SessionSettings.DEFAULT.withSyncPeriod(PERIOD);
    try (SessionWriter writer = SessionWriter.over("disk", disk, Script.INFO, settings)) {
      for (int i = 0; i < 30; i++) {
        Script.log(writer, 4L * i, 4L * i + 4);
        long acknowledged = writer.acknowledged();
        byte[] zeroed = disk.zeroed();
        List<Long> ids = idsIn(zeroed);
        assertThat(ids).doesNotHaveDuplicates().isSorted();
        assertThat(ids).containsAll(upTo(acknowledged));
        if (i % 10 == 9) {
          writer.flush();
          assertThat(writer.acknowledged()).isEqualTo(4L * i + 3);
          assertThat(idsIn(disk.durable())).containsAll(upTo(4L * i + 3));
        }
      }
    }
  }

  @Test
  void aFullDiskStopsTheLogAndKeepsWhatWasAcknowledged() throws IOException {
    for (int room = 9_000; room < 30_000; room += 1_511) {
      FakeDisk disk = new FakeDisk().withCapacity(room);
      SessionSettings settings = SessionSettings.DEFAULT.withSyncPeriod(PERIOD);
      SessionWriter writer = SessionWriter.over("disk", disk, Script.INFO, settings);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 400; i++) {
                  Script.log(writer, 5L * i, 5L * i + 5);
                  writer.flush();
                }
              })
          .isInstanceOf(RecordingException.class)
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("safe on disk")
          .hasMessageNotContaining("\n");
      assertThatThrownBy(() -> writer.event(new SessionEvent.Remark("test", "late")))
          .hasMessageContaining("No space left on device");
      assertThatThrownBy(writer::close).hasMessageContaining("No space left on device");
      assertThat(idsIn(disk.all())).containsAll(upTo(writer.acknowledged()));
      assertThat(writer.acknowledged()).isGreaterThan(0);
    }
  }

  @Test
  void aFullDiskWakesWhoWaitsForRoom() throws IOException {
    FakeDisk disk = new FakeDisk().withCapacity(8_000).withForce(20);
    SessionSettings settings =
        SessionSettings.DEFAULT.withWhenFull(WhenFull.WAIT).withQueueBytes(2_000);
    SessionWriter writer = SessionWriter.over("disk", disk, Script.INFO, settings);
    assertThatThrownBy(() -> Script.log(writer, 0, 1000))
        .hasMessageContaining("No space left on device");
    assertThatThrownBy(writer::close).isInstanceOf(RecordingException.class);
  }

  @Test
  void aSlowDiskDelaysNoAppendUntilTheQueueIsFullThenStepsAreRefused() throws IOException {
    FakeDisk disk = new FakeDisk().withForce(0);
    SessionSettings settings =
        SessionSettings.DEFAULT.withSyncPeriod(PERIOD).withQueueBytes(20_000);
    SessionWriter writer = SessionWriter.over("disk", disk, Script.INFO, settings);
    writer.flush();
    disk.withForce(4_000);
    long longest = 0;
    writer.begin(Script.observation(0, 0));
    int step = 0;
    while (writer.refused() == 0) {
      long start = System.nanoTime();
      writer.step(
          Script.observation(0, step), Script.facts(0, step), Script.observation(0, step + 1));
      longest = Math.max(longest, System.nanoTime() - start);
      step++;
    }
    assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofSeconds(2));
    assertThat(step).as("the queue takes some").isGreaterThan(5);
    disk.withForce(0);
    writer.flush();
    writer.step(
        Script.observation(0, step), Script.facts(0, step), Script.observation(0, step + 1));
    writer.end(TerminationCause.TRUNCATED);
    writer.close();
    Path file = folder.resolve("gap.mcap");
    Files.write(file, disk.all());
    RecordedSession session = RecordedSession.open(file);
    assertThat(session.report().steps()).isEqualTo(step);
    assertThat(session.report().isWhole()).as("a refused step takes no id").isTrue();
    assertThat(session.episodes()).as("the gap cuts the episode").isEqualTo(2);
    assertThat(writer.refused()).isEqualTo(1);
  }

  @Test
  void aSimulatorWaitsAndLosesNothing() throws IOException {
    FakeDisk disk = new FakeDisk().withForce(10);
    SessionSettings settings =
        SessionSettings.DEFAULT
            .withSyncPeriod(PERIOD)
            .withQueueBytes(1_000)
            .withWhenFull(WhenFull.WAIT);
    try (SessionWriter writer = SessionWriter.over("disk", disk, Script.INFO, settings)) {
      Script.log(writer, 0, 60);
    }
    assertThat(idsIn(disk.all())).isEqualTo(upTo(59));
  }

  @Test
  void acknowledgementsComeByThemselvesInOrder() throws IOException, InterruptedException {
    ConcurrentLinkedQueue<Long> heard = new ConcurrentLinkedQueue<>();
    FakeDisk disk = new FakeDisk();
    SessionSettings settings = SessionSettings.DEFAULT.withAcknowledged(heard::add);
    try (SessionWriter writer = SessionWriter.over("disk", disk, Script.INFO, settings)) {
      assertThat(writer.acknowledged()).isEqualTo(-1);
      Script.log(writer, 0, 5);
      while (writer.acknowledged() < 4) {
        Thread.sleep(5);
      }
      assertThat(idsIn(disk.durable())).isEqualTo(upTo(4));
      Script.log(writer, 5, 10);
    }
    assertThat(List.copyOf(heard)).isSorted().doesNotHaveDuplicates().last().isEqualTo(9L);
  }
}
