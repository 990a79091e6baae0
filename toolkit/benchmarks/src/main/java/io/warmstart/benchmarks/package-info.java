/**
 * Whole-program benchmarks with their peers, run in the same minute.
 *
 * <p>A benchmark reports medians and ratios: absolute times on shared machines mean little. The
 * peers are scripts in this module's {@code peers} folder.
 */
@NullMarked
package io.warmstart.benchmarks;

import org.jspecify.annotations.NullMarked;
