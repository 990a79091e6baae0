package io.warmstart.sim.pusht;

import io.warmstart.core.environment.Environment;
import io.warmstart.testkit.EnvironmentContract;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of Push-T, under the environment contract; the defaults are listed tasks. */
@ParameterizedClass
@ValueSource(
    strings = {
      "push-t[picture=true]",
      "push-t-sparse[control=velocity]",
      "push-t[mass.low=0.05,mass.high=0.2,friction.low=0.1,friction.high=0.6,drag.low=2,"
          + "drag.high=5,delay.low=1,delay.high=3,noise=0.002]"
    })
class PushTEnvironmentTest extends EnvironmentContract {
  private final String task;

  PushTEnvironmentTest(String task) {
    this.task = task;
  }

  @Override
  public Environment environment() {
    return new PushTSimulator().create(task);
  }
}
