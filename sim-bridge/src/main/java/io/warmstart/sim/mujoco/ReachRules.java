package io.warmstart.sim.mujoco;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.Philox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Bring the point between the fingers of the shipped arm to a target: reward {@code -distance} per
 * step, success within 5 cm at some step.
 *
 * <p>Joint velocities are asked for; the servos get their integral as targets, which stay within
 * 0.2 rad of the joint so that a blocked arm winds nothing up.
 */
final class ReachRules implements Rules {
  static final String MODEL = "arm.xml";
  static final int FRAME_SKIP = 20;
  static final int STEP_LIMIT = 100;

  private static final int JOINTS = 7;
  private static final double MAX_SPEED = 1.5;
  private static final double LEAD = 0.2;
  private static final double FINGER_TRAVEL = 0.04;
  private static final double REACHED = 0.05;
  private static final double START_SPREAD = 0.1;
  private static final double[] HOME = {0, 0.3, 0, 1.6, 0, 1.2, 0};
  private static final double[] LOW_TARGET = {0.3, -0.3, 0.3};
  private static final double[] HIGH_TARGET = {0.6, 0.3, 0.6};

  private final JointChain chain = JointChain.of(MjcfText.shipped(MODEL), "tip");
  private final int frameSkip;
  private final double[] wanted = new double[JOINTS];
  private final double[] tip = new double[3];
  private final double[] target = new double[3];
  private boolean reached;

  ReachRules(int frameSkip) {
    this.frameSkip = frameSkip;
  }

  /** What is observed and asked for. */
  static EnvironmentSpec spec(Duration period) {
    return new EnvironmentSpec(
        List.of(ObservationPart.state("state", observed())),
        List.of(
            new ActionPart.Box("velocity", jointVelocities()),
            new ActionPart.Box("gripper", List.of(new Channel("opening", "1", 0, 1)))),
        period);
  }

  private static List<Channel> observed() {
    List<Channel> channels = new ArrayList<>();
    for (int i = 1; i <= JOINTS; i++) {
      channels.add(Channel.unbounded("joint" + i + "/position", "rad"));
    }
    for (int i = 1; i <= JOINTS; i++) {
      channels.add(Channel.unbounded("joint" + i + "/velocity", "rad/s"));
    }
    for (String point : List.of("tip", "target")) {
      for (String axis : List.of("x", "y", "z")) {
        channels.add(Channel.unbounded(point + "/" + axis, "m"));
      }
    }
    return channels;
  }

  private static List<Channel> jointVelocities() {
    List<Channel> channels = new ArrayList<>();
    for (int i = 1; i <= JOINTS; i++) {
      channels.add(new Channel("joint" + i, "rad/s", -MAX_SPEED, MAX_SPEED));
    }
    return channels;
  }

  @Override
  public void start(Philox random, MujocoData world) {
    for (int i = 0; i < JOINTS; i++) {
      double start = HOME[i] + START_SPREAD * (2 * random.uniform(0, i) - 1);
      world.setPosition(i, start);
      wanted[i] = start;
    }
    for (int i = 0; i < target.length; i++) {
      target[i] = LOW_TARGET[i] + (HIGH_TARGET[i] - LOW_TARGET[i]) * random.uniform(1, i);
    }
    world.place();
    world.forward();
    chain.locate(world, tip);
    reached = false;
  }

  @Override
  public void act(float[] action, MujocoData world) {
    List<Actuator> actuators = world.model().shape().actuators();
    double period = frameSkip * world.model().shape().timeStep();
    for (int i = 0; i < JOINTS; i++) {
      Actuator.Range range = actuators.get(i).range().orElseThrow();
      double at = world.position(i);
      double next = Math.clamp(wanted[i] + period * action[i], at - LEAD, at + LEAD);
      wanted[i] = Math.clamp(next, range.low(), range.high());
      world.setControl(i, wanted[i]);
    }
    world.setControl(JOINTS, FINGER_TRAVEL * action[JOINTS]);
    world.setControl(JOINTS + 1, FINGER_TRAVEL * action[JOINTS]);
    world.step(frameSkip);
    chain.locate(world, tip);
    reached |= distance() <= REACHED;
  }

  @Override
  public void observe(MujocoData world, Observation observation) {
    for (int i = 0; i < JOINTS; i++) {
      observation.set(0, i, (float) world.position(i));
      observation.set(0, JOINTS + i, (float) world.velocity(i));
    }
    for (int i = 0; i < tip.length; i++) {
      observation.set(0, 2 * JOINTS + i, (float) tip[i]);
      observation.set(0, 2 * JOINTS + tip.length + i, (float) target[i]);
    }
  }

  private double distance() {
    double squares = 0;
    for (int i = 0; i < tip.length; i++) {
      squares += (tip[i] - target[i]) * (tip[i] - target[i]);
    }
    return Math.sqrt(squares);
  }

  @Override
  public double reward(float[] action, MujocoData world) {
    return -distance();
  }

  @Override
  public TaskSuccess success() {
    return reached ? TaskSuccess.YES : TaskSuccess.NO;
  }
}
