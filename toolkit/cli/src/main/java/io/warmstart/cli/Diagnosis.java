package io.warmstart.cli;

import java.util.Locale;

/**
 * The result of one check of the machine.
 *
 * @param check what was looked at
 * @param status how it is
 * @param found what is there
 * @param advice what to do; empty if nothing
 */
record Diagnosis(String check, Status status, String found, String advice) {
  /** How it is. */
  enum Status {
    /** Fine. */
    PASS,
    /** Works, but not everything, or slower. */
    WARN,
    /** Will not work. */
    FAIL;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Diagnosis pass(String check, String found) {
    return new Diagnosis(check, Status.PASS, found, "");
  }

  static Diagnosis warn(String check, String found, String advice) {
    return new Diagnosis(check, Status.WARN, found, advice);
  }

  static Diagnosis fail(String check, String found, String advice) {
    return new Diagnosis(check, Status.FAIL, found, advice);
  }
}
