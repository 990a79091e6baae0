package io.warmstart.engine;

/** This machine's hardware cannot run an executor; the message says why and what to do. */
public final class HardwareRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A refusal with its reason. */
  public HardwareRefusedException(String message) {
    super(message);
  }
}
