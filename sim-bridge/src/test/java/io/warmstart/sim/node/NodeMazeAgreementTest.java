package io.warmstart.sim.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.sim.pointmaze.Ball;
import io.warmstart.sim.pointmaze.ContactModel;
import io.warmstart.sim.pointmaze.MazeAgreement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The closed form against MuJoCo 3.14.0 of npm, step by step from the same states. */
class NodeMazeAgreementTest {
  private static final int STEPS = 8000;

  @ParameterizedTest
  @ValueSource(strings = {"open", "umaze", "medium", "large"})
  void closedFormWithItsContactsIsMujocoOfNode(String maze) {
    try (Ball ball = new NodeSimulator().ball(NodeTask.of("maze2d-" + maze + "-sparse", ""))) {
      MazeAgreement agreement =
          new MazeAgreement(maze, ball, ContactModel.mujoco312(), STEPS, 1e-9);
      assertThat(agreement.touching()).isGreaterThan(STEPS / 5);
      // MuJoCo's own solver stops at its tolerance in a few steps at corners.
      assertThat(agreement.worst()).isLessThan(5e-6);
      assertThat(agreement.beyond()).isLessThan(STEPS / 1000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"umaze", "large"})
  void contactsOfD4rlAreOthers(String maze) {
    try (Ball ball = new NodeSimulator().ball(NodeTask.of("maze2d-" + maze + "-sparse", ""))) {
      assertThat(new MazeAgreement(maze, ball, ContactModel.d4rl(), STEPS / 4, 1e-9).worst())
          .isGreaterThan(1e-4);
    }
  }
}
