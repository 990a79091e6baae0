package io.warmstart.benchmarks;

import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Executor;
import io.warmstart.engine.Feed;
import io.warmstart.engine.Inference;
import io.warmstart.engine.MatMul;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.Session;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.cpu.CpuExecutor;

/** Counts the matrix products that an update really needs. */
final class Work {
  private Work() {}

  /** GFLOP per update of an algorithm, averaged over its cadence. */
  static double gflop(LearnerConfig config, EnvironmentSpec spec) {
    Counter counter = new Counter();
    Learner.create(config, spec, counter, 1).close();
    return counter.flop / 1e9;
  }

  static double flop(Program program) {
    return switch (program) {
      case Program.Run run -> flop(run.plan());
      case Program.Sequence sequence -> sequence.parts().stream().mapToDouble(Work::flop).sum();
      case Program.Repeat repeat -> repeat.times() * flop(repeat.part());
      case Program.Block block -> flop(block.part());
      case Program.Every every -> flop(every.part()) / every.period();
    };
  }

  private static double flop(StepPlan plan) {
    double sum = 0;
    for (Tensor node : plan.nodes()) {
      if (node.op() instanceof MatMul product) {
        Tensor left = node.input(0);
        int inner = left.size(left.rank() - (product.transposeLeft() ? 2 : 1));
        sum += 2.0 * node.count() * inner;
      }
    }
    return sum;
  }

  /** Looks at the program on its way to an executor. */
  private static final class Counter implements Executor {
    private final Executor executor = new CpuExecutor(1).withoutWarmUp();
    private double flop;

    @Override
    public String name() {
      return executor.name();
    }

    @Override
    public Session open(Program program, Parameters parameters, Feed feed, long... seeds) {
      flop = flop(program);
      return executor.open(program, parameters, feed, seeds);
    }

    @Override
    public Inference inference(StepPlan plan, Snapshot weights) {
      return executor.inference(plan, weights);
    }

    double flop(Program program) {
      return Work.flop(program);
    }
  }
}
