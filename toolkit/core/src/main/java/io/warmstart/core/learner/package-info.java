/**
 * Algorithms as values: a configuration declares its whole update as a program of the engine.
 *
 * <p>A {@link io.warmstart.core.learner.LearnerConfig} is a record of hyper-parameters and the
 * factory of a {@link io.warmstart.core.learner.LearnerPlan}; {@link
 * io.warmstart.core.learner.Learner} runs any plan and publishes immutable {@link
 * io.warmstart.core.learner.Policy} snapshots.
 */
@NullMarked
package io.warmstart.core.learner;

import org.jspecify.annotations.NullMarked;
