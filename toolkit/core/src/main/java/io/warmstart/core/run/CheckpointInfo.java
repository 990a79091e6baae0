package io.warmstart.core.run;

import io.warmstart.core.space.EnvironmentSpec;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a checkpoint is about.
 *
 * @param algorithm name of the learner, such as {@code iql}
 * @param step completed updates (offline) or environment steps (online)
 * @param spec what was observed and done
 * @param configHash SHA-256 of the resolved configuration, lower-case hex; not part of the
 *     checkpoint's hash
 * @param extras further facts, such as counters of an online loop; part of the hash
 */
public record CheckpointInfo(
    String algorithm,
    long step,
    EnvironmentSpec spec,
    String configHash,
    SortedMap<String, String> extras) {
  /** Copies the map. */
  public CheckpointInfo {
    extras = new TreeMap<>(extras);
  }

  /** Without extras. */
  public CheckpointInfo(String algorithm, long step, EnvironmentSpec spec, String configHash) {
    this(algorithm, step, spec, configHash, new TreeMap<>(Map.of()));
  }
}
