/**
 * Settings: records with defaults, overridden by YAML text and by assignments on the command line.
 *
 * <p>A concern is one record; its component values are the defaults, its {@link
 * io.warmstart.core.config.Setting} annotations the ranges, and its compact constructor the rules
 * between components. {@link io.warmstart.core.config.ConfigLoader} merges the layers, binds them
 * strictly and reports every problem at once, each with its position. The result carries the origin
 * of each value and is written into the run directory.
 */
@NullMarked
package io.warmstart.core.config;

import org.jspecify.annotations.NullMarked;
