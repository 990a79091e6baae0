package io.warmstart.core.robot;

import java.util.List;

/** What became of a command. */
public sealed interface SafetyVerdict {
  /** Applied as asked. */
  record Accepted() implements SafetyVerdict {}

  /**
   * Applied after limiting.
   *
   * @param limits each with joint, asked value, limit and applied value
   */
  record Clamped(List<String> limits) implements SafetyVerdict {
    /** Copies the list. */
    public Clamped {
      limits = List.copyOf(limits);
    }
  }

  /**
   * Not applied; the robot is being stopped.
   *
   * @param reason one line for the operator
   */
  record Refused(String reason) implements SafetyVerdict {}
}
