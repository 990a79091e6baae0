package io.warmstart.offline.iql;

import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.engine.Executor;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.testkit.LearnerContract;

/** The learner contract in float32. */
final class IqlOnCpuTest extends LearnerContract {
  @Override
  protected LearnerConfig config() {
    return IqlTest.small(Iql.Order.AUTHOR, 0.1);
  }

  @Override
  protected Executor executor() {
    return new CpuExecutor(1).withoutWarmUp();
  }
}
