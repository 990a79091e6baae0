package io.warmstart.sim.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.Philox;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Physics: limits, energy, rest, contacts, repeatability. */
class ArmWorldTest {
  private static final double STEP = ArmWorld.LONGEST_STEP;

  private static void steps(ArmWorld world, double[] speeds, int count) {
    for (int i = 0; i < count; i++) {
      world.step(speeds, STEP);
    }
  }

  private static double[] place(ArmWorld world) {
    double[] position = new double[3];
    world.objectPose(0, position, new double[9]);
    return position;
  }

  private static ArmWorld above(double x, double y, double z, double opening, Block... blocks) {
    double[] q = new double[7];
    new Kinematics().postureAt(x, y, z, q);
    return new ArmWorld(q, opening, List.of(blocks));
  }

  @Test
  void jointLimitsHoldUnderFullSpeedCommands() {
    double[] speeds = new double[8];
    Philox random = Philox.of(4, "limits");
    ArmWorld world = new ArmWorld(ArmModel.home(), 0.05, List.of(ArmWorld.table()));
    double worst = -1;
    for (int i = 0; i < 6000; i++) {
      for (int k = 0; i % 100 == 0 && k < 8; k++) {
        speeds[k] = random.uniform(i, k) < 0.5 ? -9 : 9;
      }
      world.step(speeds, STEP);
      for (int k = 0; k < 7; k++) {
        worst = Math.max(worst, Math.abs(world.angle(k)) - ArmModel.TRAVEL[k]);
      }
    }
    assertThat(worst).isLessThan(0);
    for (int k = 0; k < 7; k++) {
      ArmWorld single = new ArmWorld(ArmModel.home(), 0.05, List.of());
      double[] one = new double[8];
      one[k] = 9;
      steps(single, one, 600);
      assertThat(single.angle(k))
          .as("joint %s", k + 1)
          .isCloseTo(ArmModel.TRAVEL[k] - 0.03, within(1e-3));
      single.close();
    }
    world.close();
  }

  @Test
  void commandedSpeedsAreMetAndKeptWithinTheirLimits() {
    ArmWorld world = new ArmWorld(ArmModel.home(), 0.05, List.of(ArmWorld.table()));
    double[] speeds = {0.5, -0.3, 0, 0.2, 9, 0, 0, -0.05};
    steps(world, speeds, 40);
    assertThat(world.speed(0)).isCloseTo(0.5, within(1e-3));
    assertThat(world.speed(1)).isCloseTo(-0.3, within(1e-3));
    assertThat(world.speed(4)).isCloseTo(ArmModel.SPEED[4], within(1e-3));
    assertThat(world.openingSpeed()).isCloseTo(-0.05, within(5e-3));
    assertThat(world.anchorError()).isLessThan(1e-4);
    world.close();
  }

  @Test
  void armWithMotorsOffLosesEnergyAndComesToRest() {
    for (long seed = 0; seed < 3; seed++) {
      Philox random = Philox.of(seed, "release");
      double[] q = ArmModel.home();
      for (int i = 0; i < 7; i++) {
        q[i] += random.uniform(0, i) - 0.5;
      }
      ArmWorld world = new ArmWorld(q, 0.05, List.of());
      world.release();
      double[] still = new double[8];
      double last = world.armEnergy();
      double start = last;
      double rise = 0;
      for (int i = 0; i < 1500; i++) {
        world.step(still, STEP);
        rise = Math.max(rise, world.armEnergy() - last);
        last = world.armEnergy();
      }
      assertThat(last).isLessThan(start - 10);
      assertThat(rise).as("largest gain in a step, J").isLessThan(0.1);
      world.close();
    }
  }

  @Test
  void droppedCubeOnlyLosesEnergyAndRestsWhereItShould() {
    double edge = 0.05;
    Block high = new Block(Block.Kind.OBJECT, edge, edge, edge, 0.5, 0.3, 0.2, 0.4, 0.1, 1);
    ArmWorld world = above(0.45, -0.1, 0.2, 0, ArmWorld.table(), high);
    double[] still = new double[8];
    double last = world.objectEnergy(0);
    double rise = 0;
    for (int i = 0; i < 400; i++) {
      world.step(still, STEP);
      rise = Math.max(rise, world.objectEnergy(0) - last);
      last = world.objectEnergy(0);
    }
    double[] rested = place(world);
    assertThat(rise).isLessThan(5e-4);
    assertThat(rested[2]).isCloseTo(edge / 2, within(1e-4));
    assertThat(world.objectSpeed(0)).isLessThan(1e-3);
    steps(world, still, 400);
    assertThat(ArmState.distance(place(world), rested)).isLessThan(1e-4);
    world.close();
  }

  @Test
  void armPressedIntoTheTableStaysAboveIt() {
    ArmWorld world = above(0.5, 0, 0.15, 0, ArmWorld.table());
    double[] down = {0, 2, 0, 2, 0, -2, 0, 0};
    double[] finger = new double[3];
    double[] turn = new double[9];
    double deepest = 1;
    for (int i = 0; i < 800; i++) {
      world.step(down, STEP);
      for (int side = 0; side < 2; side++) {
        world.fingerPose(side, finger, turn);
        deepest = Math.min(deepest, finger[2] - reach(turn));
      }
    }
    assertThat(deepest).isGreaterThan(-0.012);
    world.close();
  }

  /** How far a finger reaches below its middle. */
  private static double reach(double[] turn) {
    double sum = 0;
    for (int k = 0; k < 3; k++) {
      sum += 0.5 * ArmModel.FINGER[k] * Math.abs(turn[6 + k]);
    }
    return sum;
  }

  @Test
  void nothingPassesThroughACubeAtFullSpeed() {
    for (double aside : new double[] {-0.015, 0, 0.015}) {
      Block cube = Block.cube(0.05, 0.5, aside, 0.3, 0.1, 1);
      ArmWorld world = above(0.44, -0.24, 0.03, 0, ArmWorld.table(), cube);
      double[] sweep = {2, 0, 0, 0, 0, 0, 0, 0};
      steps(world, sweep, 160);
      double[] pushed = place(world);
      assertThat(pushed[1]).as("cube at %s", aside).isGreaterThan(aside + 0.1);
      assertThat(Math.hypot(pushed[0], pushed[1])).isLessThan(3);
      world.close();
    }
  }

  @Test
  void graspedCubeStaysBetweenTheFingersWhileTheArmMoves() {
    Block cube = Block.cube(0.04, 0.5, 0, 0.1, 0.06, 1);
    ArmWorld world = above(0.5, 0, 0.02, ArmModel.OPENING, ArmWorld.table(), cube);
    double[] speeds = {0, 0, 0, 0, 0, 0, 0, -0.2};
    steps(world, speeds, 60);
    assertThat(world.opening()).isCloseTo(0.04, within(2e-3));
    double[] lift = {0.8, -0.5, 0, 0, 0, 0, 0.8, -0.2};
    steps(world, lift, 200);
    Kinematics kinematics = new Kinematics();
    double[] q = new double[7];
    for (int i = 0; i < 7; i++) {
      q[i] = world.angle(i);
    }
    kinematics.place(q);
    double[] tool = {kinematics.tool(0), kinematics.tool(1), kinematics.tool(2)};
    assertThat(tool[2]).isGreaterThan(0.15);
    assertThat(ArmState.distance(place(world), tool)).isLessThan(0.01);
    world.close();
  }

  @Test
  void equalCommandsGiveEqualBitsInFreshWorldsAndOnAnyThread() throws InterruptedException {
    double[] first = trajectory();
    double[][] other = new double[1][];
    Thread thread = new Thread(() -> other[0] = trajectory(), "other");
    thread.start();
    thread.join();
    assertThat(trajectory()).isEqualTo(first);
    assertThat(other[0]).isEqualTo(first);
  }

  private static double[] trajectory() {
    Block cube = Block.cube(0.05, 0.5, 0, 0.3, 0.1, 1);
    ArmWorld world = above(0.5, -0.12, 0.05, 0, ArmWorld.table(), cube);
    Philox random = Philox.of(8, "trajectory");
    double[] speeds = new double[8];
    double[] seen = new double[0];
    for (int i = 0; i < 300; i++) {
      for (int k = 0; i % 20 == 0 && k < 8; k++) {
        speeds[k] = 2 * random.uniform(i, k) - 1;
      }
      world.step(speeds, STEP);
      seen = Arrays.copyOf(seen, seen.length + 4);
      System.arraycopy(place(world), 0, seen, seen.length - 4, 3);
      seen[seen.length - 1] = world.angle(i % 7);
    }
    world.close();
    return seen;
  }
}
