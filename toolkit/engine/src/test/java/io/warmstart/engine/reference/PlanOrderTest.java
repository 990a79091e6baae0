package io.warmstart.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.engine.Column;
import io.warmstart.engine.DiffusionLosses;
import io.warmstart.engine.Effect;
import io.warmstart.engine.Graph;
import io.warmstart.engine.IndexOp;
import io.warmstart.engine.Init;
import io.warmstart.engine.LayoutOp;
import io.warmstart.engine.Losses;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Philox;
import io.warmstart.engine.PlanStep;
import io.warmstart.engine.Program;
import io.warmstart.engine.ProgramLayout;
import io.warmstart.engine.SourceOp;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.interpreter.PlanData;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Runs plans with one storage per parameter and every possible view left as a view. Effects come in
 * random sequences, each as early as what the plan says it must wait for allows, so that a missing
 * dependency changes a number.
 */
final class PlanOrderTest {
  private static final int ORDERS = 12;
  private static final Losses.Sizes SIZES = new Losses.Sizes(4, 3, 2, List.of(6));

  @Test
  void everyOrderOfIqlGivesTheSameWeights() {
    Parameters author = new Parameters();
    assertOrders(author, Losses.iql(author, SIZES).program());
    Parameters corl = new Parameters();
    assertOrders(corl, Losses.iqlCorl(corl, SIZES).program());
  }

  @Test
  void everyOrderOfDiffusionQlGivesTheSameWeights() {
    Parameters parameters = new Parameters();
    Losses.Declared declared = DiffusionLosses.diffusionQl(parameters, SIZES, 2);
    assertOrders(parameters, Program.run(declared.graphs().getFirst().compile()));
  }

  @Test
  void everyOrderOfRedqCriticsGivesTheSameWeights() {
    Parameters parameters = new Parameters();
    Losses.Declared declared = Losses.sacRedq(parameters, SIZES, 1, 3, 2);
    assertOrders(parameters, Program.run(declared.graphs().getFirst().compile()));
  }

  @Test
  void valuesThatOutliveTheirVersionAreCopied() {
    Parameters parameters = new Parameters();
    Parameter a = parameters.add("a", new Init.Uniform(1), 3);
    Parameter b = parameters.add("b", new Init.Uniform(1), 3);
    Graph g = Graph.named("late");
    Tensor oldA = g.read(a);
    // The gradient of each is the other: both must be read before either is written.
    g.minimize(oldA.times(g.read(b)).sum(), ParameterSet.of(a, b), Optimizer.Adam.of(0.1));
    g.assign(b, g.read(b).times(g.read(a)).tanh());
    // Needs the first a and the last b at once.
    g.assign(a, oldA.times(g.read(b)));
    g.output("old", oldA.reshape(3, 1));
    g.assign(b, oldA);
    StepPlan plan = g.compile();
    assertThat(plan.describe()).contains("copy");
    assertOrders(parameters, Program.run(plan));
  }

  private static void assertOrders(Parameters parameters, Program program) {
    ProgramLayout layout = ProgramLayout.of(program);
    StepPlan plan = layout.plans().getFirst();
    ReferenceLearner expected = new ReferenceLearner(0, 5, layout, parameters);
    Run run = new Run(plan, expected, new Fed());
    assertThat(run.complete()).isNull();
    for (int order = 0; order < ORDERS; order++) {
      ReferenceLearner learner = new ReferenceLearner(0, 5, layout, parameters);
      InPlace found = new InPlace(plan, learner);
      found.run(order);
      // Norms and metrics too: one step of Adam goes by signs and hides errors of gradients.
      for (Effect effect : plan.effects()) {
        for (Tensor input : effect.inputs()) {
          assertThat(found.seen(effect, input))
              .as("%s of %s in order %d", input, effect.label(), order)
              .containsExactly(run.value(input));
        }
      }
      for (Parameter parameter : layout.parameters()) {
        assertThat(learner.values(parameter))
            .as("%s in order %d", parameter, order)
            .containsExactly(expected.values(parameter));
      }
    }
  }

  /** Inputs with the same numbers as {@link InPlace}. */
  private static final class Fed implements PlanData {
    @Override
    public MemorySegment input(SourceOp.Input input) {
      return MemorySegment.ofArray(Buffers.narrowed(values(input.name(), input.shape().count())));
    }

    @Override
    public MemorySegment column(Column column) {
      throw new UnsupportedOperationException(column.name());
    }

    @Override
    public long count(Column column) {
      throw new UnsupportedOperationException(column.name());
    }
  }

  private static double[] values(String input, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) Philox.of(9, input).normal(0, i);
    }
    return values;
  }

  /** One storage per parameter, overwritten in place. */
  private static final class InPlace implements Surroundings {
    private final StepPlan plan;
    private final ReferenceLearner learner;
    private final Map<Parameter, double[]> storage = new HashMap<>();
    private final Map<Tensor, double[]> values = new HashMap<>();
    private final Map<List<Object>, double[]> seen = new HashMap<>();

    private InPlace(StepPlan plan, ReferenceLearner learner) {
      this.plan = plan;
      this.learner = learner;
      plan.parameters().forEach(p -> storage.put(p, learner.values(p).clone()));
    }

    /** Runs effects in a random sequence, each as early as the plan allows. */
    private void run(int order) {
      List<PlanStep> wanted = new ArrayList<>(plan.steps());
      wanted.removeIf(step -> step instanceof PlanStep.Compute);
      boolean[] done = new boolean[plan.steps().size()];
      Philox random = Philox.of(order, "order");
      for (long k = 0; !wanted.isEmpty(); k++) {
        runWithNeeds(wanted.remove((int) random.integer(0, k, wanted.size())), done);
      }
      assertThat(done).doesNotContain(false);
    }

    private void runWithNeeds(PlanStep step, boolean[] done) {
      if (!done[step.index()]) {
        step.after().forEach(i -> runWithNeeds(plan.steps().get(i), done));
        execute(step);
        done[step.index()] = true;
      }
    }

    private void execute(PlanStep step) {
      switch (step) {
        case PlanStep.Compute compute -> {
          if (!isView(compute.node())) {
            values.put(compute.node(), computed(compute.node()));
          }
        }
        case PlanStep.Apply apply -> {
          Effect effect = apply.effect();
          for (Tensor input : effect.inputs()) {
            seen.put(List.of(effect, input), value(input).clone());
          }
          // The learner sees storage, not what a correct executor would have kept.
          storage.forEach((parameter, stored) -> learner.replace(parameter, stored));
          learner.apply(effect, this::value);
          for (Parameter parameter : effect.written()) {
            double[] written = learner.values(parameter);
            System.arraycopy(written, 0, stored(parameter), 0, written.length);
          }
        }
      }
    }

    private double[] seen(Effect effect, Tensor input) {
      return Objects.requireNonNull(seen.get(List.of(effect, input)));
    }

    private static boolean isView(Tensor node) {
      return node.op() instanceof SourceOp.Read
          || node.op() instanceof LayoutOp
          || node.op() instanceof IndexOp.Take;
    }

    private double[] value(Tensor node) {
      return isView(node) ? computed(node) : Explanation.value(values, node);
    }

    private double[] computed(Tensor node) {
      double[][] in = new double[node.inputs().size()][];
      for (int k = 0; k < in.length; k++) {
        in[k] = value(node.input(k));
      }
      return Evaluation.compute(node, in, this);
    }

    private double[] stored(Parameter parameter) {
      return Objects.requireNonNull(storage.get(parameter));
    }

    @Override
    public double[] input(SourceOp.Input input) {
      return values(input.name(), input.shape().count());
    }

    @Override
    public double setting(String key) {
      return learner.counters().setting(key);
    }

    @Override
    public long step() {
      return 0;
    }

    @Override
    public long count(Column column) {
      throw new UnsupportedOperationException(column.name());
    }

    @Override
    public void row(Column column, long index, double[] into, int at) {
      throw new UnsupportedOperationException(column.name());
    }

    @Override
    public double[] parameter(Parameter parameter, int version) {
      return stored(parameter);
    }

    @Override
    public Philox stream(String name) {
      return Philox.of(learner.counters().seed(), plan.name(), name);
    }
  }
}
