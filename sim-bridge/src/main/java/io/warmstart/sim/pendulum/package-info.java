/**
 * Gymnasium's Pendulum-v1: the smallest continuous-control task, for quick tests and examples, with
 * a swing-up controller that records data.
 */
@NullMarked
package io.warmstart.sim.pendulum;

import org.jspecify.annotations.NullMarked;
