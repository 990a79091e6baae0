package io.warmstart.sim.pusht;

import io.warmstart.sim.pusht.PushTSettings.Control;
import org.jspecify.annotations.Nullable;

/**
 * Brings the block to a pose, push by push: goes around it to the place that the {@link
 * PushPlanner} chose, pushes along the planned arc, and plans again from what came of it.
 */
final class PushExpert {
  /** From here on the block counts as brought to its goal; a little above what the task asks. */
  static final double ENOUGH = 0.955;

  /** Gap between pusher and block from which a push starts, metres. */
  private static final double GAP = 0.01;

  private static final double NEAR = 0.005;

  /** Way that the pusher's target moves in a control step of a push, metres. */
  private static final double PACE = 0.014;

  /** Steps that the pusher gets to come to rest at the end of a push. */
  private static final int SETTLING = 4;

  /** Radius about the block's centre where nothing is in the way, metres. */
  private static final double AROUND = 0.112;

  private static final double FREE = PushTPhysics.PUSHER_RADIUS + 0.003;
  private static final double LARGEST_ARC = 0.7;
  private static final double STRIDE = 0.06;
  private static final int PATIENCE = 40;

  /** From a distance to a velocity, 1/s, where actions are velocities. */
  private static final double SPEED_GAIN = 5;

  private final PushPlanner planner = new PushPlanner();
  private final Control control;
  private final Pose goal;
  private final Coverage coverage;
  private @Nullable Push push;
  private @Nullable Pose start;
  private double done;
  private int waited;

  /** An expert that has not planned yet. */
  PushExpert(Control control, Pose goal) {
    this.control = control;
    this.goal = goal;
    this.coverage = new Coverage(goal);
  }

  /** Whether the block is where it shall be. */
  boolean isDone(PushTPhysics table) {
    return coverage.of(table.block()) >= ENOUGH;
  }

  /** Forgets the plan, after something else moved the pusher. */
  void forget() {
    push = null;
    start = null;
  }

  /**
   * Writes the next action.
   *
   * @param action x and y of the pusher's target or its velocity, [2]
   */
  void act(PushTPhysics table, float[] action) {
    Pose block = table.block();
    if (start == null && isDone(table)) {
      forget();
      aim(table, table.pusherX(), table.pusherY(), action);
      return;
    }
    Push current = push;
    if (current == null) {
      current = planner.next(block, goal, table.pusherX(), table.pusherY(), GAP);
      push = current;
      waited = 0;
    }
    Pose from = start;
    if (from == null && isReady(table, current, block)) {
      from = block;
      start = block;
      done = 0;
      waited = 0;
    }
    if (from == null) {
      approach(table, current, block, action);
    } else {
      follow(table, current, from, action);
    }
  }

  private static boolean isReady(PushTPhysics table, Push push, Pose block) {
    double dx = push.pusherX(block, GAP) - table.pusherX();
    double dy = push.pusherY(block, GAP) - table.pusherY();
    return Math.hypot(dx, dy) < NEAR;
  }

  private void follow(PushTPhysics table, Push push, Pose from, float[] action) {
    double whole = GAP + push.travel();
    done = Math.min(whole, done + PACE);
    double travelled = Math.max(0, done - GAP);
    Pose block = push.after(from, travelled / push.travel());
    double gap = Math.max(0, GAP - done);
    double x = push.pusherX(block, gap);
    double y = push.pusherY(block, gap);
    aim(table, x, y, action);
    if (done >= whole) {
      waited++;
      boolean there = Math.hypot(x - table.pusherX(), y - table.pusherY()) < 5e-4;
      if (there || waited > SETTLING) {
        forget();
      }
    }
  }

  private void approach(PushTPhysics table, Push push, Pose block, float[] action) {
    double x = push.pusherX(block, GAP);
    double y = push.pusherY(block, GAP);
    waited++;
    if (waited > PATIENCE) {
      forget();
    }
    if (isFree(block, table.pusherX(), table.pusherY(), x, y)) {
      aim(table, x, y, action);
      return;
    }
    double dx = table.pusherX() - block.x();
    double dy = table.pusherY() - block.y();
    double away = Math.hypot(dx, dy);
    if (away < AROUND - 0.01) {
      leave(table, block, action);
      return;
    }
    double angle = Math.atan2(dy, dx);
    double wanted = Math.atan2(y - block.y(), x - block.x());
    double arc = Math.IEEEremainder(wanted - angle, 2 * Math.PI);
    double next = angle + Math.clamp(arc, -LARGEST_ARC, LARGEST_ARC);
    aim(table, block.x() + AROUND * Math.cos(next), block.y() + AROUND * Math.sin(next), action);
  }

  /** Away from the block, where its distance grows fastest. */
  private void leave(PushTPhysics table, Pose block, float[] action) {
    double step = 1e-5;
    double x = table.pusherX();
    double y = table.pusherY();
    double gx = Tee.distance(block, x + step, y) - Tee.distance(block, x - step, y);
    double gy = Tee.distance(block, x, y + step) - Tee.distance(block, x, y - step);
    double norm = Math.max(1e-9, Math.hypot(gx, gy));
    aim(table, x + STRIDE * gx / norm, y + STRIDE * gy / norm, action);
  }

  /** Whether the pusher may go straight; steps as far as the distance allows. */
  private static boolean isFree(Pose block, double fromX, double fromY, double x, double y) {
    double way = Math.hypot(x - fromX, y - fromY);
    for (double at = 0; at < way; ) {
      double room =
          Tee.distance(block, fromX + at / way * (x - fromX), fromY + at / way * (y - fromY));
      // Where it stands it may be nearer: it leaves then.
      if (room < FREE && at > 0.006) {
        return false;
      }
      at += Math.max(0.003, room - FREE);
    }
    return true;
  }

  private void aim(PushTPhysics table, double x, double y, float[] action) {
    if (control == Control.POSITION) {
      action[0] = (float) Math.clamp(x, PushTPhysics.LOW, PushTPhysics.HIGH);
      action[1] = (float) Math.clamp(y, PushTPhysics.LOW, PushTPhysics.HIGH);
    } else {
      double limit = PushTEnvironment.FASTEST;
      action[0] = (float) Math.clamp(SPEED_GAIN * (x - table.pusherX()), -limit, limit);
      action[1] = (float) Math.clamp(SPEED_GAIN * (y - table.pusherY()), -limit, limit);
    }
  }
}
