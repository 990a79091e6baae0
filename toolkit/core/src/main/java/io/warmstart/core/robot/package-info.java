/**
 * Contracts of the robot side: what moves, who may command it and within which limits.
 *
 * <p>Implementations live in {@code robot-bridge}; {@code sim-bridge} drives a simulated plant
 * through the same interfaces.
 */
@NullMarked
package io.warmstart.core.robot;

import org.jspecify.annotations.NullMarked;
