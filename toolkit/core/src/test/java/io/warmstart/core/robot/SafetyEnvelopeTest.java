package io.warmstart.core.robot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.robot.SafetyEnvelope.JointLimit;
import io.warmstart.core.robot.SafetyEnvelope.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SafetyEnvelopeTest {
  private static final JointLimit ELBOW = new JointLimit("elbow", -1, 1, 0.1, 0.05, 1, 5, 50);

  @Test
  void limitsThatLeaveNoRoomAreRefused() {
    assertThatThrownBy(() -> new JointLimit("elbow", -1, 1, 1, 0.05, 1, 5, 50))
        .hasMessageContaining("elbow")
        .hasMessageContaining("no room to move");
    assertThatThrownBy(() -> new JointLimit("elbow", -1, 1, 0.1, 0.05, 0, 5, 50))
        .hasMessageContaining("velocity 0.0");
    assertThatThrownBy(() -> new JointLimit("elbow", -1, 1, 0.1, 0.05, Double.NaN, 5, 50))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Workspace(List.of(0.0, 0.0, 0.0), List.of(1.0, 0.0, 1.0)))
        .hasMessageContaining("empty");
  }

  @Test
  void nothingDrivesWithoutJointsOrFreshState() {
    assertThatThrownBy(() -> new SafetyEnvelope(List.of(), Optional.empty(), Duration.ofMillis(50)))
        .hasMessageContaining("at least one joint");
    assertThatThrownBy(() -> new SafetyEnvelope(List.of(ELBOW), Optional.empty(), Duration.ZERO))
        .hasMessageContaining("greater than 0");
    assertThat(new SafetyEnvelope(List.of(ELBOW), Optional.empty(), Duration.ofMillis(50)).joints())
        .containsExactly(ELBOW);
  }
}
