package io.warmstart.engine.reference;

import io.warmstart.engine.Executor;
import io.warmstart.engine.Feed;
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

/** Runs programs in double precision, one operation after the other, keeping every tensor. */
public final class ReferenceExecutor implements Executor {
  /** A reference executor; it holds no state. */
  public ReferenceExecutor() {}

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public Session open(Program program, Parameters parameters, Feed feed, long... seeds) {
    ProgramLayout layout = ProgramLayout.of(program);
    List<ReferenceLearner> learners = new ArrayList<>();
    for (long seed : seeds) {
      learners.add(new ReferenceLearner(learners.size(), seed, layout, parameters));
    }
    return new InterpretedSession(program, layout, feed, learners);
  }

  @Override
  public Inference inference(StepPlan plan, Snapshot weights) {
    return new ReferenceInference(plan, weights);
  }
}
