/**
 * Pictures and reports: line plots, plan views of a task, and one self-contained HTML page.
 *
 * <p>A picture describes itself to a {@link io.warmstart.cli.report.Canvas}, which is either SVG or
 * an image in memory, so both look the same. Colours are named inks with a light and a dark value.
 * Nothing here computes results: {@link io.warmstart.cli.report.DemoReport} and {@link
 * io.warmstart.cli.report.RunReport} arrange what they are given.
 */
@NullMarked
package io.warmstart.cli.report;

import org.jspecify.annotations.NullMarked;
