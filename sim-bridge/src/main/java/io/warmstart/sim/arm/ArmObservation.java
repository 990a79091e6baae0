package io.warmstart.sim.arm;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.core.space.Role;
import io.warmstart.engine.DType;
import io.warmstart.engine.Philox;
import java.util.ArrayList;
import java.util.List;

/**
 * The vector parts of an observation: {@code proprioception} [21], {@code object} [6] where one
 * moves freely, {@code goal} [3].
 *
 * <p>Places are relative where a policy needs the difference: the object to the tool, the goal to
 * what has to come there. Turns are axis times angle, the tool's from pointing straight down.
 */
final class ArmObservation {
  private final ArmTask task;
  private final boolean noisy;
  private final boolean hideObject;

  ArmObservation(ArmTask task, ArmSettings settings) {
    this.task = task;
    this.noisy = settings.noise().high() > 0;
    this.hideObject = settings.hideObject();
  }

  /** The parts in order. */
  List<ObservationPart> parts() {
    List<ObservationPart> parts = new ArrayList<>();
    parts.add(ObservationPart.state("proprioception", proprioception()));
    if (task.hasObject()) {
      List<Channel> object = new ArrayList<>();
      object.addAll(free("object/from-tool/", "m"));
      object.addAll(free("object/turn/", "rad"));
      Role role = hideObject ? Role.PRIVILEGED : Role.STATE;
      parts.add(new ObservationPart("object", DType.F32, List.of(6), role, object));
    }
    parts.add(
        new ObservationPart(
            "goal", DType.F32, List.of(3), Role.GOAL, free("goal/from-" + subject() + "/", "m")));
    return parts;
  }

  private String subject() {
    if (task.hasObject()) {
      return "object";
    }
    return task.peg() > 0 ? "peg" : "tool";
  }

  private List<Channel> proprioception() {
    List<Channel> channels = new ArrayList<>();
    for (int i = 0; i < ArmModel.JOINTS; i++) {
      double most = noisy ? Double.POSITIVE_INFINITY : ArmModel.TRAVEL[i];
      channels.add(new Channel("joint" + (i + 1) + "/position", "rad", -most, most));
    }
    for (int i = 0; i < ArmModel.JOINTS; i++) {
      channels.add(Channel.unbounded("joint" + (i + 1) + "/velocity", "rad/s"));
    }
    channels.add(Channel.unbounded("gripper/opening", "m"));
    channels.addAll(free("tool/position/", "m"));
    channels.addAll(free("tool/tilt/", "rad"));
    return channels;
  }

  private static List<Channel> free(String prefix, String unit) {
    return List.of(
        Channel.unbounded(prefix + "x", unit),
        Channel.unbounded(prefix + "y", unit),
        Channel.unbounded(prefix + "z", unit));
  }

  /**
   * Writes the parts.
   *
   * @param random of the episode's observation noise
   * @param step of the episode
   * @param deviation of the noise
   */
  void write(
      ArmState state,
      double[] goal,
      Philox random,
      int step,
      double deviation,
      Observation observation) {
    int n = ArmModel.JOINTS;
    for (int i = 0; i < n; i++) {
      observation.set(0, i, (float) state.q[i]);
      observation.set(0, n + i, (float) state.speed[i]);
    }
    observation.set(0, 2 * n, (float) state.opening);
    int last = task.hasObject() ? 2 : 1;
    for (int k = 0; k < 3; k++) {
      observation.set(0, 2 * n + 1 + k, (float) state.tool[k]);
      observation.set(0, 2 * n + 4 + k, (float) state.tilt[k]);
      if (task.hasObject()) {
        observation.set(1, k, (float) (state.subject[k] - state.tool[k]));
        observation.set(1, 3 + k, (float) state.subjectTurn[k]);
      }
      observation.set(last, k, (float) (goal[k] - state.subject[k]));
    }
    if (deviation > 0) {
      disturb(random, step, deviation, last, observation);
    }
  }

  private static void disturb(
      Philox random, int step, double deviation, int last, Observation observation) {
    int element = 0;
    for (int p = 0; p <= last; p++) {
      for (int i = 0; i < observation.spec().observations().get(p).elements(); i++) {
        double noise = deviation * random.normal(step, element++);
        observation.set(p, i, (float) (observation.get(p, i) + noise));
      }
    }
  }
}
