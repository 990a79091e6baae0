package io.warmstart.sim.node;

import io.warmstart.core.environment.Environment;
import io.warmstart.testkit.EnvironmentContract;

/** What every environment promises, kept by a model in Node. */
class NodeModelContractTest extends EnvironmentContract {
  @Override
  public Environment environment() {
    return new NodeSimulator().create(NodeTask.hopping("[resetNoise=0.01,frameSkip=4]"));
  }
}
