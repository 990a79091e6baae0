/**
 * MuJoCo through the foreign-function interface: tasks on a libmujoco 3.0 or newer that the user
 * has installed. Nothing native is shipped.
 *
 * <p>The binding ({@link io.warmstart.sim.mujoco.MujocoLibrary}) knows functions only, no struct
 * layouts, so it does not depend on the version; states travel through {@code mj_getState} and
 * {@code mj_setState}. Every environment has one {@code mjData}; environments of one {@code
 * Simulator} on the same file share the {@code mjModel}. What a task observes, pays and ends on is
 * a {@link io.warmstart.sim.mujoco.Rules}.
 */
@NullMarked
package io.warmstart.sim.mujoco;

import org.jspecify.annotations.NullMarked;
