package io.warmstart.sim;

import io.warmstart.core.environment.Environment;
import io.warmstart.testkit.EnvironmentContract;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract, for every listed task of every family; bridges without their program skip. */
@ParameterizedClass
@MethodSource("io.warmstart.sim.EveryTask#tasks")
class EnvironmentContractTest extends EnvironmentContract {
  private final EveryTask.Task task;

  EnvironmentContractTest(EveryTask.Task task) {
    this.task = task;
  }

  @Override
  public Environment environment() {
    return task.create();
  }
}
