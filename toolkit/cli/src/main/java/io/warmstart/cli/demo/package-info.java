/**
 * What {@code warmstart demo} is: its task, data and budget, its results, and its page.
 *
 * <p>The command itself composes these with the runs of the command line. Settings of the learners
 * lie beside as YAML, in the form that {@code --config} takes.
 */
@NullMarked
package io.warmstart.cli.demo;

import org.jspecify.annotations.NullMarked;
