/**
 * What a learner sees and does, as values: observation parts, action parts, channels with units.
 *
 * <p>{@link io.warmstart.core.space.EnvironmentSpec} is the contract between datasets, learners,
 * simulators and robots. Two things that carry different specs never meet silently: the mismatch is
 * an exception that lists the differing channels.
 */
@NullMarked
package io.warmstart.core.space;

import org.jspecify.annotations.NullMarked;
