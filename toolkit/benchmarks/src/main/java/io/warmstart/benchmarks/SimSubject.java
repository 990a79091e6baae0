package io.warmstart.benchmarks;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Something of the simulators that is timed.
 *
 * @param name short and unique
 * @param title for tables
 * @param unit of the measured number, such as {@code steps/s} or {@code us}
 * @param peer what it is divided by, if anything
 * @param meter makes it ready; throws {@link MissingPieceException} where it cannot
 */
record SimSubject(
    String name, String title, String unit, Optional<Peer> peer, Supplier<Meter> meter) {
  /**
   * A ratio that is asked for.
   *
   * @param name of the subject that this one's number is divided by
   * @param wanted such as {@code >= 50}
   */
  record Peer(String name, String wanted) {}

  SimSubject(String name, String title, String unit, Supplier<Meter> meter) {
    this(name, title, unit, Optional.empty(), meter);
  }
}
