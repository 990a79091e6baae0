package io.warmstart.sim.arm;

import io.warmstart.core.environment.Environment;
import io.warmstart.testkit.EnvironmentContract;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract of environments, for every task in the control modes and with the settings that its
 * listed form does not have; that one is held to it with all other families.
 */
@ParameterizedClass
@MethodSource("references")
class ArmContractTest extends EnvironmentContract {
  private final String task;

  ArmContractTest(String task) {
    this.task = task;
  }

  static Stream<String> references() {
    Stream<String> modes =
        Stream.of("reach", "push", "pick-place", "peg-insertion")
            .flatMap(name ->
                Stream.of("joint-velocity", "joint-delta")
                    .map(mode -> "arm-" + name + "-sparse[control=" + mode + "]"));
    Stream<String> others =
        Stream.of(
            "arm-reach-dense[gripper=discrete]",
            "arm-push-dense[rotation=yaw]",
            "arm-pick-place-dense[rotation=free,mass.low=0.5,mass.high=2,friction.low=0.5]",
            "arm-peg-insertion-dense[delay.low=1,delay.high=3,noise.high=0.01]");
    return Stream.concat(modes, others);
  }

  @Override
  public Environment environment() {
    return new ArmSimulator().create(task);
  }
}
