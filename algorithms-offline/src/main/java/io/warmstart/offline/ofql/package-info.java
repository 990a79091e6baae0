/**
 * One-step flow Q-learning: the frame of Diffusion-QL around a policy that learns average
 * velocities, so that an action costs one network call in training and on the robot.
 *
 * <p>For records with several good ways to act and a tight control period. One class is the
 * algorithm; its nested record holds the settings. The losses of the flow are in {@code
 * io.warmstart.core.loss.MeanFlow}.
 */
@NullMarked
package io.warmstart.offline.ofql;

import org.jspecify.annotations.NullMarked;
