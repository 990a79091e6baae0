/**
 * A seven-joint arm with a parallel gripper on a table, simulated by ode4j: reaching, pushing,
 * picking and placing, and inserting a peg.
 *
 * <p>{@link io.warmstart.sim.arm.ArmPlant} is the bare mechanism; {@link
 * io.warmstart.sim.arm.ArmSimulator} is the family of tasks. {@code ArmModel} says what the arm
 * looks like, {@code Kinematics} is geometry without physics, {@code ArmWorld} all that touches
 * ode4j, {@code ArmDrive} turns actions into joint speeds. Lengths are metres, angles radians; the
 * base frame stands on the table with x towards the objects and z up.
 */
@NullMarked
package io.warmstart.sim.arm;

import org.jspecify.annotations.NullMarked;
