package io.warmstart.engine;

/**
 * A graph, plan or program is declared in a way that has no meaning; the message names the place.
 */
public final class GraphException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** An exception that says what was found and what was expected. */
  public GraphException(String message) {
    super(message);
  }
}
