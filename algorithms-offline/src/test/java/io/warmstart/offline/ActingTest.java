package io.warmstart.offline;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LiveSession;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.learner.PolicySession;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.offline.iql.Iql;
import io.warmstart.testkit.PointMass;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Acting on the cpu executor. */
final class ActingTest {
  private static final EnvironmentSpec SPEC = EnvironmentSpec.ofWidths(17, 6);

  @Test
  void choosingAnActionAllocatesNothing() {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Learner learner = Learner.create(new Iql.Config(), SPEC, new CpuExecutor(1), 1);
        Policy policy = learner.policy();
        PolicySession session = policy.begin(Policy.ActionMode.SAMPLED, 1)) {
      Observation observation = Observation.of(SPEC);
      float[] action = new float[6];
      long least = Long.MAX_VALUE;
      // The first rounds compile; a round without a byte is what counts.
      for (int round = 0; round < 40 && least > 0; round++) {
        long before = thread.getCurrentThreadAllocatedBytes();
        for (int k = 0; k < 2000; k++) {
          session.act(observation, action);
        }
        least = Math.min(least, thread.getCurrentThreadAllocatedBytes() - before);
      }
      assertThat(least).isZero();
    }
  }

  @Test
  void liveSessionTakesNewerWeightsOver() {
    Iql.Config config = new Iql.Config();
    float[] live = new float[2];
    float[] published = new float[2];
    try (Dataset dataset = PointMass.dataset(20, 0.5, 1);
        Learner learner = Learner.create(config, PointMass.SPEC, new CpuExecutor(1), 1);
        LiveSession session = learner.live(Policy.ActionMode.DETERMINISTIC, 1)) {
      Observation observation = Observation.of(PointMass.SPEC);
      observation.set(0, 0, 0.5f);
      learner.train(dataset, 20);
      session.refresh();
      session.act(observation, live);
      try (Policy policy = learner.policy();
          PolicySession fresh = policy.begin(Policy.ActionMode.DETERMINISTIC, 1)) {
        fresh.act(observation, published);
      }
      assertThat(live).isEqualTo(published);
    }
  }
}
