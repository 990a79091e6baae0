package io.warmstart.offline.rebrac;

import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.engine.Executor;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.testkit.LearnerContract;

/** The learner contract in float32. */
final class RebracOnCpuTest extends LearnerContract {
  @Override
  protected LearnerConfig config() {
    return RebracTest.small(2);
  }

  @Override
  protected Executor executor() {
    return new CpuExecutor(1).withoutWarmUp();
  }
}
