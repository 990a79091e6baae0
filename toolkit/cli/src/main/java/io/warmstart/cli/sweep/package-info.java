/**
 * What a sweep is: the grid of its YAML file, the result of each of its cells, and the table of
 * results that {@code compare} reads. Knows files and values; processes are started elsewhere.
 */
@NullMarked
package io.warmstart.cli.sweep;

import org.jspecify.annotations.NullMarked;
