/**
 * Behavioural cloning: the policy that imitates the records.
 *
 * <p>The baseline every offline algorithm has to beat, and a warm start for online ones. One class
 * is the algorithm; its nested record holds the settings.
 */
@NullMarked
package io.warmstart.offline.bc;

import org.jspecify.annotations.NullMarked;
