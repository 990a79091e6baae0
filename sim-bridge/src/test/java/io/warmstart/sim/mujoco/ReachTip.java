package io.warmstart.sim.mujoco;

import io.warmstart.core.environment.Observation;

/** Where the tip of the shipped arm would be with one joint a little further, written anew. */
final class ReachTip {
  static final double NUDGE = 1e-3;

  private static final double[] LINKS = {0.16, 0.2, 0.15, 0.18, 0.13, 0.08, 0.1};

  private ReachTip() {}

  /** Joints turn about z and y in turn; each link goes up its own z. */
  static double[] of(Observation observation, int nudged) {
    double[] v = {0, 0, 0};
    for (int j = LINKS.length - 1; j >= 0; j--) {
      v[2] += LINKS[j];
      double q = observation.get(0, j) + (j == nudged ? NUDGE : 0);
      // About z: x towards y. About y: z towards x.
      int from = j % 2 == 0 ? 0 : 2;
      int to = j % 2 == 0 ? 1 : 0;
      double a = v[from] * Math.cos(q) - v[to] * Math.sin(q);
      v[to] = v[from] * Math.sin(q) + v[to] * Math.cos(q);
      v[from] = a;
    }
    v[2] += 0.2;
    return v;
  }
}
