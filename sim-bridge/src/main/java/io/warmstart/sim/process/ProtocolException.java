package io.warmstart.sim.process;

/**
 * The other side broke the protocol; the message continues a sentence that starts with its name.
 */
final class ProtocolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProtocolException(String message) {
    super(message);
  }
}
