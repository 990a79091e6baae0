package io.warmstart.recording;

/** The writer thread has stopped; carries why. */
final class LogStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Throwable why;

  LogStoppedException(Throwable why) {
    super(why);
    this.why = why;
  }

  Throwable why() {
    return why;
  }
}
