package io.warmstart.sim.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.Philox;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Geometry against the physics engine, finite differences and itself. */
class KinematicsTest {
  private static double[] posture(long n) {
    Philox random = Philox.of(n, "posture");
    double[] q = ArmModel.home();
    for (int i = 0; i < q.length; i++) {
      q[i] += random.uniform(0, i) - 0.5;
    }
    return q;
  }

  @Test
  void anglesOfABuiltWorldAreThoseItWasBuiltWith() {
    for (long n = 0; n < 10; n++) {
      double[] q = posture(n);
      ArmWorld world = new ArmWorld(q, 0.05, List.of());
      for (int i = 0; i < q.length; i++) {
        assertThat(world.angle(i)).isCloseTo(q[i], within(1e-12));
      }
      assertThat(world.opening()).isCloseTo(0.05, within(1e-12));
      assertThat(world.anchorError()).isLessThan(1e-12);
      world.close();
    }
  }

  @Test
  void fingersStandBesideTheToolInThePhysicsToo() {
    double[] q = posture(3);
    ArmWorld world = new ArmWorld(q, 0.06, List.of());
    Kinematics kinematics = new Kinematics();
    kinematics.place(q);
    double[] left = new double[3];
    double[] right = new double[3];
    double[] turn = new double[9];
    world.fingerPose(0, left, turn);
    world.fingerPose(1, right, turn);
    double[] r = kinematics.toolRotation();
    double back = ArmModel.TOOL_OFFSET - ArmModel.FINGER_OFFSET;
    for (int k = 0; k < 3; k++) {
      double middle = kinematics.tool(k) - back * r[3 * k + 2];
      assertThat(0.5 * (left[k] + right[k])).isCloseTo(middle, within(1e-12));
      assertThat(turn[3 * k + 2]).isCloseTo(r[3 * k + 2], within(1e-12));
    }
    assertThat(ArmState.distance(left, right)).isCloseTo(0.06 + ArmModel.FINGER[1], within(1e-12));
    world.close();
  }

  @Test
  void speedsThatItFindsMoveTheToolAsAsked() {
    Kinematics kinematics = new Kinematics();
    double step = 1e-6;
    for (long n = 0; n < 20; n++) {
      double[] q = posture(n);
      Philox random = Philox.of(n, "twist");
      double[] twist = new double[6];
      for (int k = 0; k < 6; k++) {
        twist[k] = 2 * random.uniform(0, k) - 1;
      }
      double[] speeds = new double[7];
      kinematics.place(q);
      double[] before = {kinematics.tool(0), kinematics.tool(1), kinematics.tool(2)};
      double[] turn = kinematics.toolRotation().clone();
      kinematics.solve(twist, speeds);
      for (int i = 0; i < 7; i++) {
        q[i] += step * speeds[i];
      }
      kinematics.place(q);
      double[] turned = new double[3];
      Rotation.difference(kinematics.toolRotation(), turn, turned, 0);
      // Damping gives a little way; far from singular postures it is about a hundredth.
      for (int k = 0; k < 3; k++) {
        assertThat((kinematics.tool(k) - before[k]) / step).isCloseTo(twist[k], within(0.05));
        assertThat(turned[k] / step).isCloseTo(twist[3 + k], within(0.05));
      }
    }
  }

  @Test
  void posturesReachTheWorkspacePointingDown() {
    Kinematics kinematics = new Kinematics();
    double[] q = new double[7];
    double[] tilt = new double[3];
    for (double x : new double[] {0.36, 0.45, 0.56}) {
      for (double y : new double[] {-0.2, 0, 0.2}) {
        for (double z : new double[] {0.03, 0.15, 0.3}) {
          kinematics.postureAt(x, y, z, q);
          assertThat(kinematics.tool(0)).isCloseTo(x, within(2e-3));
          assertThat(kinematics.tool(1)).isCloseTo(y, within(2e-3));
          assertThat(kinematics.tool(2)).isCloseTo(z, within(2e-3));
          Rotation.difference(kinematics.toolRotation(), Kinematics.down(), tilt, 0);
          assertThat(ArmState.distance(tilt, new double[3])).isLessThan(0.01);
        }
      }
    }
  }

  @Test
  void rotationsAndTheirDifferencesAreInverse() {
    double[] r = new double[9];
    Rotation.identity(r);
    Rotation.turn(r, true, 0.7);
    Rotation.turn(r, false, -1.1);
    double[] turned = r.clone();
    Rotation.rotate(turned, 0.3, -1.2, 0.8);
    double[] w = new double[3];
    Rotation.difference(turned, r, w, 0);
    assertThat(w).containsExactly(new double[] {0.3, -1.2, 0.8}, within(1e-12));
  }
}
