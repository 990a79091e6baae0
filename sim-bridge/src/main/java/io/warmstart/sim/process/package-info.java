/**
 * Environments that live in another process: the protocol, the child and what may go wrong with it.
 *
 * <p>{@link io.warmstart.sim.process.Bridge} is one conversation with a program that serves N
 * copies of a task; {@link io.warmstart.sim.process.ProcessEnvironment} and {@link
 * io.warmstart.sim.process.ProcessVector} step it. Whatever the other side does (it prints, hangs,
 * dies, sends rubbish), the caller gets one {@link
 * io.warmstart.core.environment.EnvironmentException} within the time-out, and no process is left.
 * The bytes are described in {@code toolkit/docs/simulators/protocol.md}.
 */
@NullMarked
package io.warmstart.sim.process;

import org.jspecify.annotations.NullMarked;
