/**
 * D4RL's HDF5 layout: flat arrays {@code observations}, {@code actions}, {@code rewards}, {@code
 * terminals}, and perhaps {@code timeouts}, {@code next_observations} and {@code infos/...}.
 *
 * <p>{@link io.warmstart.d4rl.D4rlFormat} is the entry point. Files are read row by row through
 * windows of bounded size ({@code Hdf5File}, {@code RowReader}); what becomes of a row is decided
 * by {@code ReadingRules}, one implementation per reading; the result goes straight into the
 * off-heap slots of a {@link io.warmstart.core.data.Dataset}. Reading uses jHDF, writing the HDF
 * Group's C library; neither type leaves this package.
 */
@NullMarked
package io.warmstart.d4rl;

import org.jspecify.annotations.NullMarked;
