package io.warmstart.sim.pusht;

/**
 * A push of the block at one place of its outline, straight into the surface as the block sees it.
 *
 * <p>Under viscous drag the block's velocity is proportional to the force, its turning rate to the
 * torque. A frictionless push in the unit direction d at the point r, with {@code c = r x d} and
 * the radius of gyration ρ, moves the block for a travel s of the contact by the constant twist
 *
 * <pre>{@code
 * (v, w) = (d, c / ρ²) s / (1 + c² / ρ²)
 * }</pre>
 *
 * in its own frame, hence along an arc. Friction is left out, though the pusher, which does not
 * turn, slides a little: by the turn times its radius. What that spoils the next push mends.
 *
 * @param contactX of the point touched, body frame, metres
 * @param contactY of the point touched, body frame, metres
 * @param outX of the outward normal, body frame
 * @param outY of the outward normal, body frame
 * @param travel of the contact, metres
 */
record Push(double contactX, double contactY, double outX, double outY, double travel) {
  private static final double STRAIGHT = 1e-9;

  /** Turn of the block at a share of the travel, radians. */
  double turn(double share) {
    double arm = contactY * outX - contactX * outY;
    double ratio = arm / Tee.GYRATION_SQUARED;
    return share * travel * ratio / (1 + arm * ratio);
  }

  /** Where the block comes to from a pose at a share of the travel, in [0, 1]. */
  Pose after(Pose from, double share) {
    double arm = contactY * outX - contactX * outY;
    double way = share * travel / (1 + arm * arm / Tee.GYRATION_SQUARED);
    double turn = turn(share);
    boolean straight = Math.abs(turn) < STRAIGHT;
    double ahead = straight ? way : way * Math.sin(turn) / turn;
    double aside = straight ? 0 : way * (1 - Math.cos(turn)) / turn;
    double dx = -outX * ahead + outY * aside;
    double dy = -outY * ahead - outX * aside;
    return new Pose(from.worldX(dx, dy), from.worldY(dx, dy), from.angle() + turn);
  }

  /** World x of the pusher's centre at a gap from the touched point of a block at a pose. */
  double pusherX(Pose block, double gap) {
    double off = PushTPhysics.PUSHER_RADIUS + gap;
    return block.worldX(contactX + off * outX, contactY + off * outY);
  }

  /** World y of the pusher's centre at a gap from the touched point of a block at a pose. */
  double pusherY(Pose block, double gap) {
    double off = PushTPhysics.PUSHER_RADIUS + gap;
    return block.worldY(contactX + off * outX, contactY + off * outY);
  }
}
