package io.warmstart.core.run;

/** A run cannot be created, opened, read or written; the message is one line for the user. */
public final class RunException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With one line for the user. */
  public RunException(String message) {
    super(message);
  }

  /** With one line for the user and what caused it. */
  public RunException(String message, Throwable cause) {
    super(message, cause);
  }
}
