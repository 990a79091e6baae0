package io.warmstart.core.environment;

/** An environment gave or was given something unusable; the message says what and where. */
public final class EnvironmentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With one line for the user. */
  public EnvironmentException(String message) {
    super(message);
  }
}
