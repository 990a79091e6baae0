package io.warmstart.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.data.TerminationCause;
import io.warmstart.recording.mcap.McapChannel;
import io.warmstart.recording.mcap.McapMessage;
import io.warmstart.recording.mcap.McapReader;
import io.warmstart.recording.mcap.McapReport;
import io.warmstart.recording.mcap.McapVisitor;
import io.warmstart.recording.mcap.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionStructureTest {
  @TempDir Path folder;

  private Path recorded() {
    Path file = folder.resolve("session.mcap");
    try (SessionWriter writer = SessionWriter.open(file, Script.INFO, SessionSettings.DEFAULT)) {
      for (int i = 0; i < 4; i++) {
        Script.log(writer, 5L * i, 5L * i + 5);
        writer.flush();
      }
      writer.event(new SessionEvent.WeightsSwitched("a", "b", "published"));
      writer.event(new SessionEvent.CanaryDecided("b", false, Map.of("jump", 2.5), "too fast"));
      writer.event(new SessionEvent.SafeStateEntered("hold", "learner gone"));
      writer.event(new SessionEvent.InterventionStarted("space mouse"));
      writer.event(new SessionEvent.InterventionEnded("space mouse", 7));
      writer.event(new SessionEvent.Remark("operator", "grüße"));
    }
    return file;
  }

  @Test
  void everyByteIsWhatTheSpecificationSays() throws IOException {
    SlowParser parsed = new SlowParser(Files.readAllBytes(recorded())).check();
    assertThat(parsed.messages)
        .containsEntry("/transitions", 20)
        .containsEntry("/observations/arm", 24)
        .containsEntry("/observations/camera", 24)
        .containsEntry("/events", 8 + 6)
        .containsEntry("/session", 1);
    assertThat(parsed.chunkEnds.size()).isGreaterThanOrEqualTo(5);
  }

  @Test
  void whatWasLoggedIsReadAgain() {
    Script.Read read = Script.read(recorded());
    assertThat(read.ids()).hasSize(20).isSorted().doesNotHaveDuplicates();
    assertThat(read.report().isWhole()).isTrue();
    assertThat(read.report().file().indexed()).isTrue();
    assertThat(read.events())
        .contains(new SessionEvent.EpisodeEnded(1, TerminationCause.TRUNCATED))
        .contains(new SessionEvent.CanaryDecided("b", false, Map.of("jump", 2.5), "too fast"))
        .contains(new SessionEvent.InterventionEnded("space mouse", 7))
        .contains(new SessionEvent.Remark("operator", "grüße"));
  }

  @Test
  void aScanSeesWhatTheIndexSees() throws IOException {
    Path file = recorded();
    List<String> byIndex = new ArrayList<>();
    List<String> byScan = new ArrayList<>();
    assertThat(McapReader.read(file, into(byIndex)).indexed()).isTrue();
    assertThat(McapReader.scan(file, into(byScan)).indexed()).isFalse();
    assertThat(byScan).isEqualTo(byIndex).isNotEmpty();
  }

  private static McapVisitor into(List<String> list) {
    return new McapVisitor() {
      @Override
      public void message(McapChannel channel, McapMessage message) {
        list.add(channel + " " + message.sequence() + " " + message.data().hashCode());
      }
    };
  }

  @Test
  void aSelectionTouchesOnlyItsChunks() throws IOException {
    Path file = recorded();
    List<String> rewards = new ArrayList<>();
    Selection one = new Selection(Set.of("/session"), 0, Long.MAX_VALUE);
    McapReport report = McapReader.read(file, one, into(rewards));
    assertThat(rewards).hasSize(1);
    assertThat(report.chunks()).isEqualTo(1);
    Selection none = new Selection(Set.of(), 0, 1);
    assertThat(McapReader.read(file, none, into(rewards)).chunks()).isZero();
  }

  @Test
  void anExistingFileIsNeverTouched() throws IOException {
    Path file = folder.resolve("once.mcap");
    try (SessionWriter first = SessionWriter.open(file, Script.INFO, SessionSettings.DEFAULT)) {
      assertThatThrownBy(() -> SessionWriter.open(file, Script.INFO, SessionSettings.DEFAULT))
          .isInstanceOf(RecordingException.class)
          .hasMessageContaining("another writer is recording to it");
      assertThatThrownBy(() -> SessionRecovery.recover(file, folder.resolve("copy.mcap")))
          .hasMessageContaining("is being written");
      Script.log(first, 0, 5);
    }
    byte[] bytes = Files.readAllBytes(file);
    assertThatThrownBy(() -> SessionWriter.open(file, Script.INFO, SessionSettings.DEFAULT))
        .hasMessageContaining("exists already");
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    assertThatThrownBy(() ->
            SessionWriter.open(
                folder.resolve("no/such.mcap"), Script.INFO, SessionSettings.DEFAULT))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining("no such file or directory");
  }

  @Test
  void idsGoOnWhereTheLastSessionEnded() {
    Path file = folder.resolve("second.mcap");
    SessionInfo info = new SessionInfo(Script.SPEC, "script", 40, 8);
    try (SessionWriter writer = SessionWriter.open(file, info, SessionSettings.DEFAULT)) {
      Script.log(writer, 40, 50);
      writer.flush();
      assertThat(writer.acknowledged()).isEqualTo(49);
    }
    RecordedSession session = RecordedSession.open(file);
    assertThat(session.lastTransition()).isEqualTo(49);
    assertThat(session.lastEpisode()).isEqualTo(9);
    assertThat(Script.read(file).ids()).first().isEqualTo(40L);
  }

  @Test
  void aLogThatStillGrowsCanBeRead() {
    Path file = folder.resolve("growing.mcap");
    try (SessionWriter writer = SessionWriter.open(file, Script.INFO, SessionSettings.DEFAULT)) {
      Script.log(writer, 0, 7);
      writer.flush();
      Script.Read read = Script.read(file);
      assertThat(read.ids()).hasSize(7);
      assertThat(read.report().file().finished()).isFalse();
      assertThat(read.report().file().damage()).isEmpty();
    }
  }
}
