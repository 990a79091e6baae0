package io.warmstart.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.warmstart.engine.DType;
import io.warmstart.engine.Feed;
import io.warmstart.engine.Graph;
import io.warmstart.engine.GraphException;
import io.warmstart.engine.Inference;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.Session;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.reference.ReferenceExecutor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class CpuInferenceTest {
  /** A busy machine compiles late, and uncompiled vector code allocates. */
  private static final long PATIENCE_NANOS = 90_000_000_000L;

  private final Parameters parameters = new Parameters();
  private final Mlp policy =
      Mlp.of(parameters, "policy", 17, 6, Mlp.Style.torch(List.of(64, 64), Tensor::relu));

  private StepPlan act(boolean exploring) {
    Graph g = Graph.named("act");
    Tensor s = g.input("observation", DType.F32, 1, 17);
    Tensor action = policy.apply(s).tanh();
    g.output("action", exploring ? action.plus(g.normal("exploration", 1, 6).times(0.1)) : action);
    return g.compile();
  }

  private Snapshot weights() {
    Graph g = Graph.named("nothing");
    g.minimize(
        g.read(parameters.get("policy/dense0/weight")).square().sum(),
        policy.parameters(),
        Optimizer.Adam.of(0));
    try (Session session =
        new CpuExecutor(1)
            .withoutWarmUp()
            .open(Program.run(g.compile()), parameters, Feed.none(), 3)) {
      return session.publish(0);
    }
  }

  @Test
  void actionsEqualTheReference() {
    try (Snapshot snapshot = weights();
        Inference fast = new CpuExecutor(1).withoutWarmUp().inference(act(true), snapshot);
        Inference exact = new ReferenceExecutor().inference(act(true), snapshot)) {
      for (int k = 0; k < 17; k++) {
        fast.input("observation").setAtIndex(ValueLayout.JAVA_FLOAT, k, k * 0.1f - 1);
        exact.input("observation").setAtIndex(ValueLayout.JAVA_FLOAT, k, k * 0.1f - 1);
      }
      for (int counter = 0; counter < 3; counter++) {
        fast.run(counter);
        exact.run(counter);
        MemorySegment action = fast.output("action");
        assertThat(action.byteSize()).isEqualTo(24);
        for (int k = 0; k < 6; k++) {
          assertThat(action.getAtIndex(ValueLayout.JAVA_FLOAT, k))
              .isCloseTo(
                  exact.output("action").getAtIndex(ValueLayout.JAVA_FLOAT, k), within(1e-6f));
        }
      }
    }
  }

  @Test
  void actingAllocatesNothing() {
    try (Snapshot snapshot = weights();
        Inference inference = new CpuExecutor(1).inference(act(false), snapshot)) {
      ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      long least = Long.MAX_VALUE;
      while (least > 0 && System.nanoTime() < deadline) {
        long before = thread.getCurrentThreadAllocatedBytes();
        for (int k = 0; k < 1000; k++) {
          inference.run(k);
        }
        least = Math.min(least, thread.getCurrentThreadAllocatedBytes() - before);
      }
      assertThat(least).isZero();
    }
  }

  @Test
  void plansThatChangeWeightsAreRefused() {
    Graph g = Graph.named("learn");
    g.minimize(
        g.read(parameters.get("policy/dense0/bias")).square().sum(),
        policy.parameters(),
        Optimizer.Adam.of(0.1));
    StepPlan learn = g.compile();
    try (Snapshot snapshot = weights()) {
      assertThatThrownBy(() -> new CpuExecutor(1).inference(learn, snapshot))
          .isInstanceOf(GraphException.class)
          .hasMessageContaining("changes no parameter");
    }
  }
}
