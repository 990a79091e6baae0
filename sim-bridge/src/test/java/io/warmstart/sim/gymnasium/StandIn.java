package io.warmstart.sim.gymnasium;

import io.warmstart.core.environment.TaskReference;
import io.warmstart.sim.process.Interpreters;

/** Tasks of the stand-in for gymnasium in the test resources. */
final class StandIn {
  private StandIn() {}

  /**
   * A task.
   *
   * @param id without the family
   * @param settings more of them, each with a comma before it
   */
  static TaskReference task(String id, String settings) {
    return TaskReference.parse(
        "gymnasium:"
            + id
            + "[python="
            + Interpreters.python()
            + ",pythonPath="
            + Interpreters.resource("standin")
            + settings
            + "]");
  }
}
