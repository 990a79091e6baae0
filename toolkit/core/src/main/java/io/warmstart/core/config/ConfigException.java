package io.warmstart.core.config;

import java.util.List;

/** Settings cannot be used; carries every problem, one line each. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /**
   * Reports problems.
   *
   * @param problems one line each: where, what was found, what was expected; at least one
   */
  public ConfigException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  /** The problems, in the order they were found. */
  public List<String> problems() {
    return problems;
  }
}
