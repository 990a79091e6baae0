package io.warmstart.core.data;

/** A dataset cannot be used; the message says where, what was found, and what to do. */
public final class DatasetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With one line for the user. */
  public DatasetException(String message) {
    super(message);
  }

  /** With one line for the user and what caused it. */
  public DatasetException(String message, Throwable cause) {
    super(message, cause);
  }
}
