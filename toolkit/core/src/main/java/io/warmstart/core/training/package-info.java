/**
 * Loops around a learner: training from records, evaluation, and the statistics of both.
 *
 * <p>{@link io.warmstart.core.training.OfflineTraining} decides when to update, log, evaluate and
 * save; {@link io.warmstart.core.training.Evaluation} rolls a policy out through {@link
 * io.warmstart.core.environment.EnvironmentLoop}; {@link io.warmstart.core.training.Statistics}
 * turns episodes of several seeds into intervals.
 */
@NullMarked
package io.warmstart.core.training;

import org.jspecify.annotations.NullMarked;
