package io.warmstart.sim.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.space.Channel;
import org.junit.jupiter.api.Test;

/** What a simulated robot relies on. */
class ArmPlantTest {
  private static final int WIDTH = 8;

  private static double[] positions(ArmPlant plant) {
    double[] positions = new double[WIDTH];
    plant.read(positions, new double[WIDTH]);
    return positions;
  }

  @Test
  void startsAtRestWithinItsTravelAndOtherwiseForOtherSeeds() {
    try (ArmPlant plant = new ArmPlant()) {
      assertThat(plant.joints()).hasSize(WIDTH);
      assertThat(plant.commands()).hasSize(WIDTH);
      plant.reset(1);
      double[] velocities = new double[WIDTH];
      double[] first = new double[WIDTH];
      plant.read(first, velocities);
      assertThat(velocities).containsOnly(0);
      for (int i = 0; i < WIDTH; i++) {
        Channel channel = plant.joints().get(i);
        assertThat(first[i]).isBetween(channel.low(), channel.high());
      }
      plant.reset(2);
      assertThat(positions(plant)).isNotEqualTo(first);
      plant.reset(1);
      assertThat(positions(plant)).isEqualTo(first);
    }
  }

  @Test
  void holdsStillWithoutCommandAndMovesAsCommanded() {
    try (ArmPlant plant = new ArmPlant()) {
      plant.reset(3);
      double[] start = positions(plant);
      plant.advance(new double[WIDTH], 1);
      assertThat(positions(plant)).containsExactly(start, within(1e-4));
      double[] command = new double[WIDTH];
      command[0] = 0.5;
      command[7] = 0.02;
      plant.advance(command, 0.5);
      double[] moved = positions(plant);
      assertThat(moved[0] - start[0]).isCloseTo(0.25, within(0.01));
      assertThat(moved[7] - start[7]).isCloseTo(0.01, within(0.001));
    }
  }

  @Test
  void limitsHoldWhateverIsCommanded() {
    try (ArmPlant plant = new ArmPlant()) {
      plant.reset(5);
      double[] command = new double[WIDTH];
      for (double sign : new double[] {1, -1}) {
        java.util.Arrays.fill(command, sign * 1e9);
        plant.advance(command, 3);
        double[] seen = positions(plant);
        for (int i = 0; i < WIDTH; i++) {
          Channel channel = plant.joints().get(i);
          assertThat(seen[i])
              .as(channel.name())
              .isBetween(channel.low() - 2e-3, channel.high() + 2e-3);
        }
      }
    }
  }

  @Test
  void equalSeedsAndCommandsGiveEqualBits() {
    try (ArmPlant one = new ArmPlant();
        ArmPlant two = new ArmPlant()) {
      two.reset(9);
      two.advance(new double[] {1, -1, 1, -1, 1, -1, 1, 0.1}, 0.3);
      one.reset(7);
      two.reset(7);
      for (int t = 0; t < 50; t++) {
        double[] command = new double[WIDTH];
        command[t % WIDTH] = 0.1;
        one.advance(command, 0.02);
        two.advance(command, 0.02);
      }
      assertThat(positions(one)).isEqualTo(positions(two));
    }
  }

  @Test
  void unusableCommandsAreRefusedAndNothingMoves() {
    try (ArmPlant plant = new ArmPlant()) {
      plant.reset(1);
      double[] start = positions(plant);
      double[] bad = new double[WIDTH];
      bad[3] = Double.NaN;
      assertThatIllegalArgumentException()
          .isThrownBy(() -> plant.advance(bad, 0.1))
          .withMessageContaining("joint4/velocity");
      assertThatIllegalArgumentException().isThrownBy(() -> plant.advance(new double[2], 0.1));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> plant.advance(new double[WIDTH], 0))
          .withMessageContaining("seconds = 0.0");
      assertThat(positions(plant)).isEqualTo(start);
    }
  }

  @Test
  void needsAResetFirstAndRefusesEverythingAfterClose() {
    ArmPlant plant = new ArmPlant();
    assertThatIllegalStateException().isThrownBy(() -> plant.advance(new double[WIDTH], 0.1));
    plant.reset(0);
    plant.close();
    plant.close();
    assertThatIllegalStateException().isThrownBy(() -> positions(plant));
    assertThatIllegalStateException().isThrownBy(() -> plant.reset(0));
  }
}
