package io.warmstart.recording.mcap;

import java.util.List;

/**
 * What came of reading a file.
 *
 * @param finished whether its writer ended it; if not, it was killed or is still writing
 * @param indexed whether the summary was used; if not, the file was scanned
 * @param chunks that were believed and read
 * @param messages handed out
 * @param damage stretches that were not believed, in the order of the file
 */
public record McapReport(
    boolean finished, boolean indexed, long chunks, long messages, List<Damage> damage) {
  /** Copies the list. */
  public McapReport {
    damage = List.copyOf(damage);
  }
}
