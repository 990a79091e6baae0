package io.warmstart.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.engine.Column;
import io.warmstart.engine.DiffusionLosses;
import io.warmstart.engine.Effect;
import io.warmstart.engine.Executor;
import io.warmstart.engine.Graph;
import io.warmstart.engine.IndexOp;
import io.warmstart.engine.Init;
import io.warmstart.engine.InputBuffers;
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
import io.warmstart.engine.Session;
import io.warmstart.engine.SourceOp;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Runs plans with one storage per parameter, every possible view left as a view, and steps in
 * random orders that respect what the plan says they must wait for. Any missing dependency changes
 * a number.
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
    StepPlan plan = ProgramLayout.of(program).plans().getFirst();
    Executor executor = new ReferenceExecutor();
    try (Session session = executor.open(program, parameters, PlanOrderTest::fill, 5)) {
      session.run(1);
      for (int order = 0; order < ORDERS; order++) {
        Learner learner = new Learner(5, ProgramLayout.of(program), parameters);
        new InPlace(plan, learner).run(order);
        for (Parameter parameter : ProgramLayout.of(program).parameters()) {
          assertThat(Buffers.narrowed(learner.values(parameter)))
              .as("%s in order %d", parameter, order)
              .containsExactly(session.read(0, parameter));
        }
      }
    }
  }

  private static void fill(int seed, long program, InputBuffers buffers) {
    for (String name : buffers.names()) {
      MemorySegment buffer = buffers.buffer(name);
      double[] values = values(name, (int) (buffer.byteSize() / Float.BYTES));
      for (int i = 0; i < values.length; i++) {
        buffer.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) values[i]);
      }
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
    private final Learner learner;
    private final Map<Parameter, double[]> storage = new HashMap<>();
    private final Map<Tensor, double[]> values = new HashMap<>();

    private InPlace(StepPlan plan, Learner learner) {
      this.plan = plan;
      this.learner = learner;
      plan.parameters().forEach(p -> storage.put(p, learner.values(p).clone()));
    }

    private void run(int order) {
      List<PlanStep> waiting = new ArrayList<>(plan.steps());
      boolean[] done = new boolean[waiting.size()];
      Philox random = Philox.of(order, "order");
      for (long k = 0; !waiting.isEmpty(); k++) {
        List<PlanStep> ready = new ArrayList<>();
        for (PlanStep step : waiting) {
          if (step.after().stream().allMatch(i -> done[i])) {
            ready.add(step);
          }
        }
        PlanStep next = ready.get((int) random.integer(0, k, ready.size()));
        waiting.remove(next);
        execute(next);
        done[next.index()] = true;
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
      return learner.setting(key);
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
      return Philox.of(learner.seed(), plan.name(), name);
    }
  }
}
