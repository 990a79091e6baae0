/**
 * Embedded simulators: tasks that run inside this process and need nothing installed.
 *
 * <p>Each family is a {@link io.warmstart.core.environment.Simulator} found by {@code
 * ServiceLoader}. Everything random in an episode follows from its reset seed. This package holds
 * what the families share.
 */
@NullMarked
package io.warmstart.sim;

import org.jspecify.annotations.NullMarked;
