/**
 * Graphs, differentiation, plans and executors: the training step as data.
 *
 * <p>An algorithm records its whole update once as {@code Graph}s joined into a {@code Program}; an
 * executor compiles and runs it. The engine knows nothing of reinforcement learning.
 */
@NullMarked
package io.warmstart.engine;

import org.jspecify.annotations.NullMarked;
