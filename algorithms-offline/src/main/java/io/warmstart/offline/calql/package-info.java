/**
 * Calibrated Q-learning.
 *
 * <p>Conservative critics that do not fall below what the recorded behaviour earned, so that going
 * online does not begin with unlearning. One class is the algorithm; its nested record holds the
 * settings.
 */
@NullMarked
package io.warmstart.offline.calql;

import org.jspecify.annotations.NullMarked;
