/**
 * AWAC: actor-critic whose policy imitates the records weighed by their advantage.
 *
 * <p>Made for going online from records without a change of algorithm. One class is the algorithm;
 * its nested record holds the settings.
 */
@NullMarked
package io.warmstart.offline.awac;

import org.jspecify.annotations.NullMarked;
