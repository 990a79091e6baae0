/**
 * MuJoCo in a Node process: the official npm package {@code @mujoco/mujoco} without anything native
 * to install.
 *
 * <p>{@link io.warmstart.sim.node.NodePackage} finds the package and installs it on demand; {@link
 * io.warmstart.sim.node.NodeSimulator} serves MJCF files and the point mazes with it.
 */
@NullMarked
package io.warmstart.sim.node;

import org.jspecify.annotations.NullMarked;
