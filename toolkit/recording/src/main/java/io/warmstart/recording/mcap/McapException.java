package io.warmstart.recording.mcap;

/** Bytes are not the record they should be; the message says what was found. */
final class McapException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  McapException(String message) {
    super(message);
  }
}
