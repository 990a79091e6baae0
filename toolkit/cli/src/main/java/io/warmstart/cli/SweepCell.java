package io.warmstart.cli;

import io.warmstart.core.config.ResolvedConfig;

/**
 * One run of a sweep.
 *
 * @param name unique in the sweep, usable as a file name
 * @param algorithm label in the grid
 * @param dataset label in the grid
 * @param task it is scored on
 * @param config all settings of the run
 */
record SweepCell(
    String name, String algorithm, String dataset, String task, ResolvedConfig<Experiment> config) {
  Experiment experiment() {
    return config.value();
  }
}
