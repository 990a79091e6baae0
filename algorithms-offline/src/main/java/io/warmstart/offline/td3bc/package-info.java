/**
 * TD3+BC: deterministic actor-critic whose actor also imitates the records.
 *
 * <p>The smallest offline actor-critic there is: TD3 and one regression term, weighed against the
 * size of the critic's values. One class is the algorithm; its nested record holds the settings.
 */
@NullMarked
package io.warmstart.offline.td3bc;

import org.jspecify.annotations.NullMarked;
