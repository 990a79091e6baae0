package io.warmstart.sim.pusht;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.Philox;
import io.warmstart.sim.pusht.PushTSettings.Control;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushTPhysicsTest {
  private static final Pose MIDDLE = new Pose(0.256, 0.256, 0);

  private static PushTPhysics table(Pose block, double x, double y, double drag) {
    return new PushTPhysics(block, x, y, 0.1, 0.3, drag);
  }

  @Test
  void coverageOfShiftedBlocksIsTheAreaThatStays() {
    Coverage coverage = new Coverage(MIDDLE);
    assertThat(coverage.of(MIDDLE)).isEqualTo(1, within(1e-12));
    // Along x the bar loses a slice of 30 mm, the stem one of 90 mm.
    assertThat(coverage.of(new Pose(0.266, 0.256, 0)))
        .isEqualTo(1 - 0.01 * 0.12 / 0.0063, within(1e-12));
    // Along y both lose their ends, but the bar covers 10 mm of the stem's place.
    assertThat(coverage.of(new Pose(0.256, 0.246, 0)))
        .isEqualTo(1 - 0.01 * 0.12 / 0.0063, within(1e-12));
    assertThat(coverage.of(new Pose(0.456, 0.256, 0))).isZero();
  }

  @Test
  void coverageAgreesWithCountingPoints() {
    Philox random = Philox.of(3, "poses");
    for (int trial = 0; trial < 8; trial++) {
      Pose goal = pose(random, 2 * trial);
      Pose block = pose(random, 2 * trial + 1);
      int both = 0;
      int cells = 400;
      for (int i = 0; i < cells * cells; i++) {
        int row = i / cells;
        double x = 0.512 * (i % cells + 0.5) / cells;
        double y = 0.512 * (row + 0.5) / cells;
        both += Tee.distance(goal, x, y) < 0 && Tee.distance(block, x, y) < 0 ? 1 : 0;
      }
      double counted = both * 0.512 * 0.512 / cells / cells / Tee.AREA;
      assertThat(new Coverage(goal).of(block)).isEqualTo(counted, within(0.02));
    }
  }

  private static Pose pose(Philox random, int draw) {
    return new Pose(
        0.24 + 0.04 * random.uniform(draw, 0),
        0.24 + 0.04 * random.uniform(draw, 1),
        6.3 * random.uniform(draw, 2));
  }

  @Test
  void blockFollowsTheModelOfAPushWithoutFriction() {
    // On the right of the stem: to the left and a turn clockwise.
    Push push = new Push(0.015, -0.03, 1, 0, 0.03);
    PushTPhysics table =
        new PushTPhysics(MIDDLE, push.pusherX(MIDDLE, 0), push.pusherY(MIDDLE, 0), 0.1, 0.001, 3);
    for (int i = 1; i <= 20; i++) {
      Pose along = push.after(MIDDLE, Math.min(1, i / 15.0));
      table.advance(Control.POSITION, push.pusherX(along, 0), push.pusherY(along, 0));
    }
    Pose expected = push.after(MIDDLE, 1);
    assertThat(expected.angle()).isBetween(-0.4, -0.25);
    assertThat(table.block().x()).isEqualTo(expected.x(), within(0.0015));
    assertThat(table.block().y()).isEqualTo(expected.y(), within(0.0015));
    assertThat(table.block().angle()).isEqualTo(expected.angle(), within(0.05));
  }

  @Test
  void pushedBlockComesToRestAndSlidesFurtherWithLessDrag() {
    double stiff = slide(3);
    double slippery = slide(0.5);
    assertThat(stiff).isBetween(0.001, 0.03);
    assertThat(slippery).isGreaterThan(2 * stiff);
  }

  /** Way of the block after the pusher that drove it stops. */
  private static double slide(double drag) {
    PushTPhysics table = table(MIDDLE, 0.256, 0.35, drag);
    for (int i = 0; i < 5; i++) {
      table.advance(Control.VELOCITY, 0, -0.3);
    }
    double y = table.block().y();
    for (int i = 0; i < 30; i++) {
      table.advance(Control.VELOCITY, 0, 0);
    }
    assertThat(table.blockVelocityY()).isEqualTo(0, within(1e-3));
    return y - table.block().y();
  }

  @ParameterizedTest
  @CsvSource({"0", "0.7", "1.5707963", "3.1", "-2"})
  void nothingGoesThroughAnythingAtTheSpeedLimit(double angle) {
    PushTPhysics table = table(new Pose(0.256, 0.3, angle), 0.256, 0.05, 3);
    // Against the far wall, then sideways along it, then back and forth.
    double[][] targets = {{0.256, 0.497}, {0.497, 0.497}, {0.015, 0.497}, {0.3, 0.1}, {0.1, 0.5}};
    for (double[] target : targets) {
      for (int i = 0; i < 25; i++) {
        table.advance(Control.POSITION, target[0], target[1]);
        Pose block = table.block();
        double depth =
            PushTPhysics.PUSHER_RADIUS - Tee.distance(block, table.pusherX(), table.pusherY());
        assertThat(depth)
            .as("pusher in the block, metres")
            .isLessThan(PushTPhysics.PUSHER_RADIUS / 3);
        for (double[] corner : Tee.outline()) {
          assertThat(block.worldX(corner[0], corner[1])).isBetween(-0.005, 0.517);
          assertThat(block.worldY(corner[0], corner[1])).isBetween(-0.005, 0.517);
        }
        assertThat(Math.hypot(table.pusherVelocityX(), table.pusherVelocityY()))
            .isLessThan(PushTPhysics.MAX_SPEED + 1e-6);
      }
    }
  }

  @Test
  void pusherComesToItsTargetWithoutOvershoot() {
    PushTPhysics table = table(new Pose(0.4, 0.4, 0), 0.1, 0.1, 3);
    double furthest = 0;
    for (int i = 0; i < 20; i++) {
      table.advance(Control.POSITION, 0.2, 0.1);
      furthest = Math.max(furthest, table.pusherX());
    }
    assertThat(table.pusherX()).isEqualTo(0.2, within(1e-4));
    assertThat(furthest).isLessThan(0.2005);
    assertThat(table.pusherY()).isEqualTo(0.1, within(1e-12));
  }
}
