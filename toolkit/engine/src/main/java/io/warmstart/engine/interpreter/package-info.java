/**
 * What executors share that walk a program on the host, one operation after the other: the walk
 * itself, input buffers, counters, random draws, snapshots. Such an executor adds a {@link
 * io.warmstart.engine.interpreter.Learner}, which holds weights and runs plans.
 */
@NullMarked
package io.warmstart.engine.interpreter;

import org.jspecify.annotations.NullMarked;
