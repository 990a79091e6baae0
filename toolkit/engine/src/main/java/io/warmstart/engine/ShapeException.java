package io.warmstart.engine;

/**
 * Two tensors, or a tensor and an operation, do not fit; the message names them and their shapes.
 */
public final class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** An exception that says what was found and what was expected. */
  public ShapeException(String message) {
    super(message);
  }
}
