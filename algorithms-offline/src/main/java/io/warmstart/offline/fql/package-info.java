/**
 * Flow Q-learning: a flow that imitates the records and a one-step policy that climbs Q close to
 * it.
 *
 * <p>The choice where records hold several good ways to act and acting must cost one network call.
 * One class is the algorithm; its nested record holds the settings.
 */
@NullMarked
package io.warmstart.offline.fql;

import org.jspecify.annotations.NullMarked;
