package io.warmstart.recording;

/** A session cannot be recorded or read; the message says where, what was found and what to do. */
public final class RecordingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With one line for the user. */
  public RecordingException(String message) {
    super(message);
  }

  /** With one line for the user and what caused it. */
  public RecordingException(String message, Throwable cause) {
    super(message, cause);
  }
}
