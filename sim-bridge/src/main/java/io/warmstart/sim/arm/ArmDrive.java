package io.warmstart.sim.arm;

import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.sim.arm.ArmSettings.Control;
import io.warmstart.sim.arm.ArmSettings.Gripper;
import io.warmstart.sim.arm.ArmSettings.ToolTurn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns actions into joint speeds, physics step by physics step.
 *
 * <p>Positions and displacements start from where the arm is, not from where it was told to be, so
 * the next state follows from the present one and the action alone. What is left of a displacement
 * is divided by what is left of the period; inverse kinematics is solved anew in each physics step.
 */
final class ArmDrive {
  /** Length of a control period, s. */
  static final double PERIOD = 0.05;

  /** Physics steps in a control period. */
  static final int STEPS = 10;

  /** Largest displacement of the tool in one period and direction, m. */
  static final double REACH = 0.02;

  /** Largest turn of the tool in one period about one axis, rad. */
  static final double TURN = 0.1;

  /** Largest change of a joint in one period, rad. */
  static final double BEND = 0.08;

  /** Where end-effector control keeps the tool: corner and opposite corner, m. */
  static final double[] WORKSPACE_LOW = {0.28, -0.32, 0.02};

  static final double[] WORKSPACE_HIGH = {0.66, 0.32, 0.42};

  private static final double GRIPPER_GAIN = 20;
  private static final double STEP_SECONDS = PERIOD / STEPS;

  private final Control control;
  private final ToolTurn rotation;
  private final Gripper gripper;
  private final Kinematics kinematics = new Kinematics();
  private final double[] q = new double[ArmModel.JOINTS];
  private final double[] target = new double[ArmModel.JOINTS];
  private final double[] place = new double[3];
  private final double[] orientation = new double[9];
  private final double[] down = Kinematics.down();
  private final double[] twist = new double[6];
  private final double[] speeds = new double[ArmModel.JOINTS + 1];

  ArmDrive(ArmSettings settings) {
    this.control = settings.control();
    this.rotation = settings.rotation();
    this.gripper = settings.gripper();
  }

  /** Parts of an action: the arm's, then the gripper's. */
  List<ActionPart> actionParts() {
    List<Channel> arm = new ArrayList<>();
    switch (control) {
      case END_EFFECTOR_DELTA -> {
        for (String axis : List.of("x", "y", "z")) {
          arm.add(new Channel("tool/delta/" + axis, REACH + " m", -1, 1));
        }
        for (String axis : turned()) {
          arm.add(new Channel("tool/turn/" + axis, TURN + " rad", -1, 1));
        }
      }
      case JOINT_VELOCITY -> {
        for (int i = 0; i < ArmModel.JOINTS; i++) {
          arm.add(
              new Channel("joint" + (i + 1) + "/velocity", ArmModel.SPEED[i] + " rad/s", -1, 1));
        }
      }
      case JOINT_DELTA -> {
        for (int i = 0; i < ArmModel.JOINTS; i++) {
          arm.add(new Channel("joint" + (i + 1) + "/delta", BEND + " rad", -1, 1));
        }
      }
    }
    return switch (gripper) {
      case CONTINUOUS -> {
        arm.add(new Channel("gripper/opening", "closed to open", -1, 1));
        yield List.of(new ActionPart.Box("arm", arm));
      }
      case DISCRETE ->
          List.of(
              new ActionPart.Box("arm", arm),
              new ActionPart.Discrete("gripper", List.of("open", "closed")));
    };
  }

  private List<String> turned() {
    return switch (rotation) {
      case FIXED -> List.of();
      case YAW -> List.of("z");
      case FREE -> List.of("x", "y", "z");
    };
  }

  /**
   * Drives a world for one control period.
   *
   * @param action within its bounds, [A]; not modified
   */
  void run(ArmWorld world, float[] action) {
    read(world);
    aim(action);
    double opening = opening(action[action.length - 1]);
    for (int step = 0; step < STEPS; step++) {
      if (step > 0) {
        read(world);
      }
      double left = PERIOD - step * STEP_SECONDS;
      switch (control) {
        case END_EFFECTOR_DELTA -> followTool(left);
        case JOINT_VELOCITY -> System.arraycopy(target, 0, speeds, 0, ArmModel.JOINTS);
        case JOINT_DELTA -> {
          for (int i = 0; i < ArmModel.JOINTS; i++) {
            speeds[i] = (target[i] - q[i]) / left;
          }
        }
      }
      speeds[ArmModel.JOINTS] = GRIPPER_GAIN * (opening - world.opening());
      world.step(speeds, STEP_SECONDS);
    }
  }

  private void read(ArmWorld world) {
    for (int i = 0; i < ArmModel.JOINTS; i++) {
      q[i] = world.angle(i);
    }
    if (control == Control.END_EFFECTOR_DELTA) {
      kinematics.place(q);
    }
  }

  private void aim(float[] action) {
    switch (control) {
      case END_EFFECTOR_DELTA -> aimTool(action);
      case JOINT_VELOCITY -> {
        for (int i = 0; i < ArmModel.JOINTS; i++) {
          target[i] = ArmModel.SPEED[i] * action[i];
        }
      }
      case JOINT_DELTA -> {
        for (int i = 0; i < ArmModel.JOINTS; i++) {
          double wanted = q[i] + BEND * action[i];
          target[i] = Math.clamp(wanted, -ArmModel.TRAVEL[i], ArmModel.TRAVEL[i]);
        }
      }
    }
  }

  private void aimTool(float[] action) {
    for (int k = 0; k < 3; k++) {
      double wanted = kinematics.tool(k) + REACH * action[k];
      place[k] = Math.clamp(wanted, WORKSPACE_LOW[k], WORKSPACE_HIGH[k]);
    }
    switch (rotation) {
      case FIXED -> System.arraycopy(down, 0, orientation, 0, 9);
      case YAW -> {
        double[] r = kinematics.toolRotation();
        System.arraycopy(down, 0, orientation, 0, 9);
        // Pointing down, the tool's own y axis is (-sin, cos, 0) of its yaw.
        double yaw = Math.atan2(-r[1], r[4]);
        Rotation.rotate(orientation, 0, 0, yaw + TURN * action[3]);
      }
      case FREE -> {
        System.arraycopy(kinematics.toolRotation(), 0, orientation, 0, 9);
        Rotation.rotate(orientation, TURN * action[3], TURN * action[4], TURN * action[5]);
      }
    }
  }

  private void followTool(double left) {
    for (int k = 0; k < 3; k++) {
      twist[k] = (place[k] - kinematics.tool(k)) / left;
    }
    Rotation.difference(orientation, kinematics.toolRotation(), twist, 3);
    for (int k = 3; k < 6; k++) {
      twist[k] /= left;
    }
    kinematics.solve(twist, speeds);
    limit(speeds);
  }

  /** Slows all joints by the same factor until each is within its speed. */
  private static void limit(double[] speeds) {
    double excess = 1;
    for (int i = 0; i < ArmModel.JOINTS; i++) {
      excess = Math.max(excess, Math.abs(speeds[i]) / ArmModel.SPEED[i]);
    }
    for (int i = 0; i < ArmModel.JOINTS; i++) {
      speeds[i] /= excess;
    }
  }

  private double opening(float command) {
    return switch (gripper) {
      case CONTINUOUS -> 0.5 * ArmModel.OPENING * (command + 1);
      case DISCRETE -> command < 0.5f ? ArmModel.OPENING : 0;
    };
  }

  /**
   * The action that moves the tool by a displacement, whatever the control mode; it may exceed the
   * bounds.
   *
   * @param angles of the joints, rad
   * @param displacement of the tool in one period, m, [3]
   * @param open wanted opening of the gripper, in [-1, 1]
   * @param action receives one number per channel, [A]
   */
  void express(double[] angles, double[] displacement, double open, float[] action) {
    Arrays.fill(action, 0);
    if (control == Control.END_EFFECTOR_DELTA) {
      for (int k = 0; k < 3; k++) {
        action[k] = (float) (displacement[k] / REACH);
      }
      expressTurn(angles, action);
    } else {
      kinematics.place(angles);
      for (int k = 0; k < 3; k++) {
        twist[k] = displacement[k] / PERIOD;
      }
      Rotation.difference(down, kinematics.toolRotation(), twist, 3);
      for (int k = 3; k < 6; k++) {
        twist[k] /= PERIOD;
      }
      kinematics.solve(twist, speeds);
      for (int i = 0; i < ArmModel.JOINTS; i++) {
        double unit = control == Control.JOINT_DELTA ? BEND / PERIOD : ArmModel.SPEED[i];
        action[i] = (float) (speeds[i] / unit);
      }
    }
    action[action.length - 1] =
        switch (gripper) {
          case CONTINUOUS -> (float) open;
          case DISCRETE -> open < 0 ? 1 : 0;
        };
  }

  /** Turns the tool back to straight down where the action may turn it. */
  private void expressTurn(double[] angles, float[] action) {
    List<String> axes = turned();
    if (!axes.isEmpty()) {
      kinematics.place(angles);
      Rotation.difference(down, kinematics.toolRotation(), twist, 3);
      for (int k = 0; k < axes.size(); k++) {
        action[3 + k] = (float) (twist[6 - axes.size() + k] / TURN);
      }
    }
  }
}
