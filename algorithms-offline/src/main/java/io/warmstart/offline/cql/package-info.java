/** Conservative Q-learning. */
@NullMarked
package io.warmstart.offline.cql;

import org.jspecify.annotations.NullMarked;
