/**
 * Gymnasium environments of the user's own Python, one process per task.
 *
 * <p>Every id that {@code gymnasium.make} knows is a task {@code gymnasium:ID}; spaces become named
 * parts. The Python side is one file, a resource of this package.
 */
@NullMarked
package io.warmstart.sim.gymnasium;

import org.jspecify.annotations.NullMarked;
