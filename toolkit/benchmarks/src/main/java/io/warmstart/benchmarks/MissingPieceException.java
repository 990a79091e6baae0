package io.warmstart.benchmarks;

/** Something that a measurement needs is not on this machine; the message says what to install. */
final class MissingPieceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MissingPieceException(String message) {
    super(message);
  }
}
