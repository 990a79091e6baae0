/**
 * Push-T: a round pusher moves a T-shaped block on a table onto a marked pose. Rigid bodies in the
 * plane by dyn4j, the reward by exact clipping of polygons, and a planner that records data.
 */
@NullMarked
package io.warmstart.sim.pusht;

import org.jspecify.annotations.NullMarked;
