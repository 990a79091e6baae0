/**
 * Diffusion Q-learning: a denoising policy that imitates the records and is drawn towards actions
 * of high value.
 *
 * <p>For records with several good ways to act in the same state, where a normal distribution would
 * average them. One class is the algorithm; its nested record holds the settings. The network and
 * the diffusion are in {@code io.warmstart.core.network}.
 */
@NullMarked
package io.warmstart.offline.diffusionql;

import org.jspecify.annotations.NullMarked;
