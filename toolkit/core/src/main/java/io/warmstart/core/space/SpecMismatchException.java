package io.warmstart.core.space;

import java.util.List;

/** Two specs that should agree do not; the message lists the differences. */
public final class SpecMismatchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Names the carrier of the wrong spec.
   *
   * @param what for example {@code "dataset hopper.hdf5"}
   * @param differences each with what was found and what was expected
   */
  public SpecMismatchException(String what, List<String> differences) {
    super(what + " does not fit: " + String.join("; ", differences));
  }
}
