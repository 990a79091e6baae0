package io.warmstart.cli;

/** What the command tells the shell. */
enum ExitCode {
  /** Done. */
  OK(0),
  /** Something went wrong. */
  FAILED(1),
  /** The command line or the configuration is wrong. */
  USAGE(2),
  /** A check found faults. */
  CHECK_FAILED(3),
  /** Stopped by the user; everything is saved. */
  INTERRUPTED(4),
  /** Hardware that was asked for is not there, or cannot be used. */
  HARDWARE_REFUSED(5);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
