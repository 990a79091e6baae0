package io.warmstart.sim.gymnasium;

import io.warmstart.core.environment.Environment;
import io.warmstart.testkit.EnvironmentContract;

/** What every environment promises, kept behind a Unix-domain socket. */
class GymnasiumSocketContractTest extends EnvironmentContract {
  @Override
  public Environment environment() {
    return new GymnasiumSimulator().create(StandIn.task("Mass-v0", ",bridge.transport=unix"));
  }
}
