package io.warmstart.recording.mcap;

/**
 * A stretch of a file that was not believed.
 *
 * @param offset of its first byte
 * @param bytes how long it is
 * @param what was found there, and what was expected
 */
public record Damage(long offset, long bytes, String what) {
  /** One line. */
  @Override
  public String toString() {
    return "byte " + offset + " and " + (bytes - 1) + " after it: " + what;
  }
}
