/**
 * The {@code warmstart} command: composes the modules and is the only place that prints.
 *
 * <p>One command per file. Algorithms, simulators and dataset formats are found with {@link
 * java.util.ServiceLoader}, so a new one needs no change here. Standard output carries results,
 * standard error everything else; every failure is one line and an {@link
 * io.warmstart.cli.ExitCode}.
 */
@NullMarked
package io.warmstart.cli;

import org.jspecify.annotations.NullMarked;
