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
    if (seeds.length == 0) {
      throw new IllegalArgumentException("A session needs at least one seed.");
    }
    return new ReferenceSession(program, ProgramLayout.of(program), parameters, feed, seeds);
  }

  @Override
  public Inference inference(StepPlan plan, Snapshot weights) {
    return new ReferenceInference(plan, weights);
  }
}
