package io.warmstart.core.export;

/** A plan cannot be expressed in the format asked for; the message says which part and why. */
public final class ExportException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With one line for people. */
  public ExportException(String message) {
    super(message);
  }
}
