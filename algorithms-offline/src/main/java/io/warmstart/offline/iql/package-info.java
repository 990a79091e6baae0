/**
 * Implicit Q-learning: values by expectile regression, a policy by advantage-weighted regression.
 *
 * <p>Never evaluates an action that is not in the records, which makes it the steady choice for a
 * first offline run and for fine-tuning. One class is the algorithm; its nested record holds the
 * settings.
 */
@NullMarked
package io.warmstart.offline.iql;

import org.jspecify.annotations.NullMarked;
