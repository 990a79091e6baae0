package io.warmstart.core.data;

import java.util.List;

/**
 * What a dataset check found.
 *
 * @param source file that was checked
 * @param rows number of rows
 * @param findings faults, worst first; empty if there are none
 */
public record DatasetFindings(String source, long rows, List<Finding> findings) {
  /** Copies the list. */
  public DatasetFindings {
    findings = List.copyOf(findings);
  }

  /** How bad a finding is. */
  public enum Severity {
    /** Training on it gives wrong results or fails. */
    ERROR,
    /** Suspicious; may be meant. */
    WARNING
  }

  /**
   * One fault.
   *
   * @param check name of the check, such as {@code nan}
   * @param severity how bad
   * @param where column and first row concerned
   * @param message one line: what was found, what was expected, what to do
   * @param count rows concerned
   */
  public record Finding(
      String check, Severity severity, String where, String message, long count) {}
}
