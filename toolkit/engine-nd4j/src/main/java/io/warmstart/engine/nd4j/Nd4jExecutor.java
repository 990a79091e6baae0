package io.warmstart.engine.nd4j;

import io.warmstart.engine.Executor;
import io.warmstart.engine.Feed;
import io.warmstart.engine.HardwareRefusedException;
import io.warmstart.engine.Inference;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.ProgramLayout;
import io.warmstart.engine.Session;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.interpreter.InterpretedSession;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs programs in float32 on plain ND4J operations. Random integers equal those of the other
 * executors; sums are rounded in ND4J's order, which may differ between machines.
 */
public final class Nd4jExecutor implements Executor {
  /** An executor on the backend that ND4J finds; loads nothing yet. */
  public Nd4jExecutor() {}

  @Override
  public String name() {
    return "nd4j";
  }

  /**
   * Checks the machine's cards where ND4J's CUDA backend is on the class path.
   *
   * @throws HardwareRefusedException if one of them is newer than that backend
   */
  @Override
  public void requireHardware() {
    Backend.requireHardware();
  }

  @Override
  public Session open(Program program, Parameters parameters, Feed feed, long... seeds) {
    Backend.load();
    ProgramLayout layout = ProgramLayout.of(program);
    List<Nd4jLearner> learners = new ArrayList<>();
    for (long seed : seeds) {
      learners.add(new Nd4jLearner(learners.size(), seed, layout, parameters));
    }
    return new InterpretedSession(program, layout, feed, learners);
  }

  @Override
  public Inference inference(StepPlan plan, Snapshot weights) {
    Backend.load();
    return new Nd4jInference(plan, weights);
  }
}
