package io.warmstart.offline.awac;

import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.engine.Executor;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.testkit.LearnerContract;

/** The learner contract in float32. */
final class AwacOnCpuTest extends LearnerContract {
  @Override
  protected LearnerConfig config() {
    return AwacTest.small(0.5);
  }

  @Override
  protected Executor executor() {
    return new CpuExecutor(1).withoutWarmUp();
  }
}
