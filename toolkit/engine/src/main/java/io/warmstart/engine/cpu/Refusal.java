package io.warmstart.engine.cpu;

import io.warmstart.engine.Column;
import io.warmstart.engine.Effect;
import io.warmstart.engine.GraphException;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.SourceOp;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.reference.RefusedStep;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A refused run as the reference executor wants to see it. */
final class Refusal implements RefusedStep {
  private final Storage storage;
  private final CpuLearner learner;
  private final StepPlan plan;
  private final Effect.Minimize effect;
  private final Actions.RunPlan run;

  Refusal(
      Storage storage,
      CpuLearner learner,
      StepPlan plan,
      Effect.Minimize effect,
      Actions.RunPlan run) {
    this.storage = storage;
    this.learner = learner;
    this.plan = plan;
    this.effect = effect;
    this.run = run;
  }

  @Override
  public StepPlan plan() {
    return plan;
  }

  @Override
  public Effect.Minimize effect() {
    return effect;
  }

  @Override
  public int seedIndex() {
    return learner.index();
  }

  @Override
  public long seed() {
    return learner.seed();
  }

  @Override
  public long step() {
    return learner.runs(plan);
  }

  @Override
  public float[] parameter(Parameter parameter) {
    return learner.read(parameter);
  }

  @Override
  public MemorySegment input(String name) {
    List<String> names = List.copyOf(storage.program().inputs().keySet());
    for (Tensor node : plan.nodes()) {
      if (node.op() instanceof SourceOp.Input input && input.name().equals(name)) {
        long bytes = (long) input.shape().count() * input.type().bytes();
        long block = run.blocks()[names.indexOf(name)];
        return learner.buffer(name).asSlice(block * bytes, bytes);
      }
    }
    throw new GraphException("Plan \"" + plan.name() + "\" has no input \"" + name + "\".");
  }

  @Override
  public double setting(String key) {
    return learner.setting(key);
  }

  @Override
  public MemorySegment column(Column column) {
    return learner.column(column);
  }

  @Override
  public long count(Column column) {
    return learner.count(column);
  }
}
