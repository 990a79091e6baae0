/**
 * Conservative Q-learning: soft actor-critic on records, with critics that distrust every action
 * that is not recorded.
 *
 * <p>One class is the algorithm; its nested record holds the settings. The conservative term is in
 * {@code io.warmstart.core.loss}.
 */
@NullMarked
package io.warmstart.offline.cql;

import org.jspecify.annotations.NullMarked;
