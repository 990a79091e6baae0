package io.warmstart.core.robot;

/** A robot cannot be reached or does not obey. Checked: the caller must decide what is safe now. */
public final class RobotException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With one line: which robot, what was found, what was expected, what to do. */
  public RobotException(String message) {
    super(message);
  }

  /** With one line for the operator and what caused it. */
  public RobotException(String message, Throwable cause) {
    super(message, cause);
  }
}
