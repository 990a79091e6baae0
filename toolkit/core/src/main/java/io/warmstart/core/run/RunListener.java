package io.warmstart.core.run;

/** Is told what happens in a run, on the thread that runs it. */
@FunctionalInterface
public interface RunListener {
  /**
   * Something happened.
   *
   * @throws RunException if it cannot be recorded, which stops the run
   */
  void on(RunEvent event);

  /** A listener that tells this one first and then {@code next}. */
  default RunListener and(RunListener next) {
    return event -> {
      on(event);
      next.on(event);
    };
  }
}
