/**
 * D4RL's point maze (maze2d) without MuJoCo: a closed-form copy of its physics, the four mazes with
 * both rewards, and the controller that recorded D4RL's data.
 *
 * <p>Positions are generalised coordinates as D4RL observes them. The body's origin lies at 1.2 in
 * the plan, so a place in the plan is the observed position plus 1.2 metres.
 */
@NullMarked
package io.warmstart.sim.pointmaze;

import org.jspecify.annotations.NullMarked;
