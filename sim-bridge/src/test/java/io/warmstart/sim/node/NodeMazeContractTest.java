package io.warmstart.sim.node;

import io.warmstart.core.environment.Environment;
import io.warmstart.testkit.EnvironmentContract;

/** What every environment promises, kept by a maze that MuJoCo in Node moves. */
class NodeMazeContractTest extends EnvironmentContract {
  @Override
  public Environment environment() {
    return new NodeSimulator().create(NodeTask.of("maze2d-umaze-dense", ""));
  }
}
