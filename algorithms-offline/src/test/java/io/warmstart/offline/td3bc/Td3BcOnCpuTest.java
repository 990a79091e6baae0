package io.warmstart.offline.td3bc;

import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.engine.Executor;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.testkit.LearnerContract;

/** The learner contract in float32. */
final class Td3BcOnCpuTest extends LearnerContract {
  @Override
  protected LearnerConfig config() {
    return Td3BcTest.small(2);
  }

  @Override
  protected Executor executor() {
    return new CpuExecutor(1).withoutWarmUp();
  }
}
