package io.warmstart.engine.reference;

import io.warmstart.engine.Column;
import io.warmstart.engine.Diagnosis;
import io.warmstart.engine.Effect;
import io.warmstart.engine.GraphException;
import io.warmstart.engine.IndexOp;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Philox;
import io.warmstart.engine.PlanStep;
import io.warmstart.engine.PointwiseOp;
import io.warmstart.engine.SourceOp;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Replays a refused update and names the first tensor, in the order of the plan, that is not
 * finite.
 *
 * <p>Every value is rounded to float32, so that what overflows there overflows here. Reads give the
 * current weights: exact for the refused minimize, one optimiser step ahead for nodes that read an
 * older version.
 */
public final class Explanation {
  private static final int NAMED_SOURCES = 4;

  private Explanation() {}

  /** The first tensor that is not finite, or the gradient norm where the replay stays finite. */
  public static Diagnosis of(RefusedStep refused) {
    Surroundings from = surroundings(refused);
    Map<Tensor, double[]> values = new HashMap<>();
    for (PlanStep step : refused.plan().steps()) {
      if (step instanceof PlanStep.Apply apply && apply.effect() == refused.effect()) {
        break;
      }
      if (step instanceof PlanStep.Compute compute) {
        Tensor node = compute.node();
        double[] value = rounded(Evaluation.compute(node, inputs(node, values), from));
        values.put(node, value);
        for (int i = 0; i < value.length; i++) {
          if (!Double.isFinite(value[i])) {
            return diagnosis(refused, node, value[i], i, hint(refused, node, values));
          }
        }
      }
    }
    return diagnosis(
        refused,
        refused.effect().norm(),
        Double.NaN,
        0,
        "the replay stayed finite, so the fault is not repeatable: check for concurrent writes to"
            + " inputs or columns");
  }

  static double[][] inputs(Tensor node, Map<Tensor, double[]> values) {
    double[][] in = new double[node.inputs().size()][];
    for (int k = 0; k < in.length; k++) {
      in[k] = value(values, node.input(k));
    }
    return in;
  }

  static double[] value(Map<Tensor, double[]> values, Tensor tensor) {
    double[] value = values.get(tensor);
    if (value == null) {
      throw new GraphException("Tensor " + tensor + " is used before it is computed.");
    }
    return value;
  }

  private static double[] rounded(double[] values) {
    double[] rounded = new double[values.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) values[i];
    }
    return rounded;
  }

  private static Diagnosis diagnosis(
      RefusedStep refused, Tensor tensor, double value, int index, String hint) {
    return new Diagnosis(
        refused.seedIndex(),
        refused.plan().name(),
        refused.step(),
        tensor.toString(),
        hint,
        value,
        index);
  }

  private static String hint(RefusedStep refused, Tensor node, Map<Tensor, double[]> values) {
    StringBuilder hint = new StringBuilder("computed from ");
    hint.append(String.join(", ", sources(node)));
    hint.append(", used by ").append(user(refused.plan(), node));
    if (node.op() instanceof PointwiseOp.Over && hasZero(inputs(node, values)[1])) {
      hint.append("; it divides by 0, add an epsilon (inside the root, if there is one)");
    }
    if (node.op() instanceof PointwiseOp.Log && hasZero(inputs(node, values)[0])) {
      hint.append("; it is the logarithm of 0");
    }
    return hint.toString();
  }

  private static boolean hasZero(double[] values) {
    for (double value : values) {
      if (value == 0) {
        return true;
      }
    }
    return false;
  }

  /** The nearest named sources, nearest first. */
  private static Set<String> sources(Tensor node) {
    Set<String> names = new LinkedHashSet<>();
    Set<Tensor> seen = new LinkedHashSet<>();
    Deque<Tensor> queue = new ArrayDeque<>();
    queue.add(node);
    while (!queue.isEmpty() && names.size() < NAMED_SOURCES) {
      Tensor next = queue.remove();
      String name = name(next);
      if (!name.isEmpty()) {
        names.add(name);
      }
      for (Tensor input : next.inputs()) {
        if (seen.add(input)) {
          queue.add(input);
        }
      }
    }
    if (names.isEmpty()) {
      names.add("constants");
    }
    return names;
  }

  private static String name(Tensor node) {
    return switch (node.op()) {
      case SourceOp.Read read -> "parameter " + read.parameter().path();
      case SourceOp.Input input -> "input " + input.name();
      case SourceOp.Setting setting -> "setting " + setting.key();
      case SourceOp.Normal normal -> "stream " + normal.stream();
      case SourceOp.Uniform uniform -> "stream " + uniform.stream();
      case SourceOp.Integers integers -> "stream " + integers.stream();
      case SourceOp.Choose choose -> "stream " + choose.stream();
      case SourceOp.Count count -> "count of column " + count.column().name();
      case IndexOp.Rows rows -> "column " + rows.column().name();
      default -> "";
    };
  }

  /** The first effect, metrics preferred, that depends on a node. */
  private static String user(StepPlan plan, Tensor node) {
    String first = "nothing";
    for (Effect effect : plan.effects()) {
      if (dependsOn(effect, node)) {
        if (effect instanceof Effect.Metric) {
          return effect.label();
        }
        first = first.equals("nothing") ? effect.label() : first;
      }
    }
    return first;
  }

  private static boolean dependsOn(Effect effect, Tensor node) {
    Set<Tensor> seen = new LinkedHashSet<>(effect.inputs());
    Deque<Tensor> queue = new ArrayDeque<>(seen);
    while (!queue.isEmpty()) {
      Tensor next = queue.remove();
      if (next == node) {
        return true;
      }
      for (Tensor input : next.inputs()) {
        if (input.id() >= node.id() && seen.add(input)) {
          queue.add(input);
        }
      }
    }
    return false;
  }

  private static Surroundings surroundings(RefusedStep refused) {
    return new Surroundings() {
      @Override
      public double[] input(SourceOp.Input input) {
        return Buffers.read(refused.input(input.name()), input.type(), 0, input.shape().count());
      }

      @Override
      public double setting(String key) {
        return refused.setting(key);
      }

      @Override
      public long step() {
        return refused.step();
      }

      @Override
      public long count(Column column) {
        return refused.count(column);
      }

      @Override
      public void row(Column column, long index, double[] into, int at) {
        Columns.row(refused.column(column), column, index, into, at);
      }

      @Override
      public double[] parameter(Parameter parameter, int version) {
        return Evaluation.widened(refused.parameter(parameter));
      }

      @Override
      public Philox stream(String name) {
        return Philox.of(refused.seed(), refused.plan().name(), name);
      }
    };
  }
}
