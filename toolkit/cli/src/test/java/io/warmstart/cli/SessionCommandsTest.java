package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.reward.Reward;
import io.warmstart.recording.SessionInfo;
import io.warmstart.recording.SessionSettings;
import io.warmstart.recording.SessionWriter;
import io.warmstart.recording.StepFacts;
import io.warmstart.testkit.PointMass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionCommandsTest {
  private static final int STEPS = 30;

  @TempDir Path folder;
  private Path session;
  private long sizeInTheMiddle;

  @BeforeEach
  void record() throws IOException {
    session = folder.resolve("session.mcap");
    SessionInfo info = new SessionInfo(PointMass.SPEC, "points");
    try (SessionWriter writer = SessionWriter.open(session, info, SessionSettings.DEFAULT)) {
      Observation before = Observation.of(PointMass.SPEC);
      Observation next = Observation.of(PointMass.SPEC);
      writer.begin(before);
      for (int i = 1; i <= STEPS; i++) {
        next.set(0, 0, 0.01f * i);
        float[] action = {0.1f, 0.01f * i};
        Reward reward = Reward.ofEnvironment(i);
        writer.step(
            before, new StepFacts(i, action, action, reward, false, false, false, ""), next);
        before.copyFrom(next);
        if (i == STEPS / 2) {
          writer.flush();
          sizeInTheMiddle = Files.size(session);
        }
      }
      writer.end(TerminationCause.TRUNCATED);
    }
  }

  @Test
  void aSessionIsADataset() {
    CommandRun shown = CommandRun.of("dataset", "show", session);
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    assertThat(shown.out()).contains("mcap").contains("points").contains("/transitions");
    assertThat(CommandRun.of("dataset", "check", session).exitCode()).isZero();
    CommandRun trained = CommandRun.train(session, folder.resolve("run"), "--steps", "3");
    assertThat(trained.exitCode()).as(trained.err()).isZero();
  }

  @Test
  void aSessionBecomesAD4rlFile() {
    Path out = folder.resolve("session.hdf5");
    CommandRun converted = CommandRun.of("dataset", "convert", session, "--out", out);
    assertThat(converted.exitCode()).as(converted.err()).isZero();
    assertThat(CommandRun.of("dataset", "show", out, "--json").out())
        .contains("\"transitions\" : " + STEPS)
        .contains("points");
    CommandRun.of("dataset", "convert", session, "--out", out).failedWith(ExitCode.FAILED);
    CommandRun.of("dataset", "convert", session, "--out", folder.resolve("x.csv"))
        .failedWith(ExitCode.USAGE);
  }

  @Test
  void aTornSessionIsReadAndRecovered() throws IOException {
    byte[] bytes = Files.readAllBytes(session);
    Path torn = folder.resolve("torn.mcap");
    Files.write(torn, Arrays.copyOf(bytes, (int) sizeInTheMiddle + 40));
    CommandRun check = CommandRun.of("dataset", "check", torn);
    assertThat(check.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    CommandRun recovered = CommandRun.of("dataset", "recover", torn);
    assertThat(recovered.exitCode()).as(recovered.err()).isZero();
    assertThat(recovered.out()).contains("left out").contains(Integer.toString(STEPS / 2));
    Path copy = folder.resolve("torn.recovered.mcap");
    assertThat(CommandRun.of("dataset", "check", copy).exitCode()).isZero();
    CommandRun.of("dataset", "recover", torn).failedWith(ExitCode.FAILED);
    CommandRun.of("dataset", "recover", folder.resolve("none.mcap")).failedWith(ExitCode.FAILED);
  }
}
