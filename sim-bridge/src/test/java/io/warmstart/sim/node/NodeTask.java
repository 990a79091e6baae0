package io.warmstart.sim.node;

import io.warmstart.core.environment.TaskReference;
import io.warmstart.sim.process.Interpreters;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Tasks for tests; they are skipped where Node or its package is not installed. */
final class NodeTask {
  private static final boolean NODE = Interpreters.runs(List.of("node", "--version"));

  private NodeTask() {}

  /**
   * A task.
   *
   * @param id without the family
   * @param settings with brackets, or empty
   */
  static TaskReference of(String id, String settings) {
    Assumptions.assumeTrue(NODE, "node is not installed");
    Assumptions.assumeTrue(
        NodePackage.version(NodePackage.defaultFolder()).isPresent(),
        "@mujoco/mujoco is not installed (warmstart doctor --fix mujoco-node)");
    return TaskReference.parse("mujoco-node:" + id + settings);
  }

  /** The model of the test resources. */
  static TaskReference hopping(String settings) {
    return of(Interpreters.resource("node/hopping.xml"), settings);
  }
}
