package io.warmstart.engine.reference;

import io.warmstart.engine.Column;
import io.warmstart.engine.Effect;
import io.warmstart.engine.Graph;
import io.warmstart.engine.GraphException;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Philox;
import io.warmstart.engine.PointwiseOp;
import io.warmstart.engine.ProgramLayout;
import io.warmstart.engine.SourceOp;
import io.warmstart.engine.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares recorded derivatives with central differences in double precision. Values behind a
 * detach are held fixed in the differences, as they are in the derivative.
 *
 * <p>A check evaluates the graph as recorded, before merging, and applies effects in program order
 * where a read needs them. Create it when recording is complete.
 */
public final class GradientCheck {
  private static final double STEP = 1e-6;

  private final Graph graph;
  private final ReferenceLearner learner;
  private final Philox random;
  private final Map<String, double[]> inputs = new HashMap<>();
  private final Map<String, double[]> columns = new HashMap<>();
  private final Map<SourceOp.Read, double[]> versions = new HashMap<>();
  private final Map<Tensor, double[]> values = new HashMap<>();
  private final Surroundings surroundings;
  private int applied;

  /**
   * How well one minimize agrees.
   *
   * @param effect the minimize
   * @param entries number of derivatives compared
   * @param relativeError norm of the differences over the norm of the central differences
   * @param worst path of the parameter with the largest error of its own
   */
  public record Report(Effect.Minimize effect, int entries, double relativeError, String worst) {}

  private GradientCheck(Graph graph, Parameters parameters, long seed) {
    this.graph = graph;
    Set<Parameter> used = new LinkedHashSet<>();
    Map<String, Double> settings = new LinkedHashMap<>();
    for (Tensor node : graph.nodes()) {
      if (node.op() instanceof SourceOp.Read read) {
        used.add(read.parameter());
      }
      if (node.op() instanceof SourceOp.Setting setting) {
        settings.put(setting.key(), setting.initial());
      }
    }
    ProgramLayout layout =
        new ProgramLayout(
            List.of(), Map.of(), settings, List.of(), List.copyOf(used), List.of(), List.of());
    learner = new ReferenceLearner(0, seed, layout, parameters);
    random = Philox.of(seed, "gradient-check");
    surroundings = new Recorded(seed);
    used.forEach(p -> versions.put(new SourceOp.Read(p, 0), learner.values(p)));
  }

  /** A check of a graph whose parameters start at their initial values under a seed. */
  public static GradientCheck of(Graph graph, Parameters parameters, long seed) {
    return new GradientCheck(graph, parameters, seed);
  }

  /** Gives an input its values, row-major; inputs without values are standard normal. */
  public GradientCheck input(String name, double... given) {
    inputs.put(name, given.clone());
    return this;
  }

  /** Gives a column its rows, row-major. */
  public GradientCheck column(Column column, double... given) {
    columns.put(column.name(), given.clone());
    return this;
  }

  /** Gives a parameter its values, row-major. */
  public GradientCheck parameter(Parameter parameter, double... given) {
    learner.replace(parameter, given);
    versions.put(new SourceOp.Read(parameter, 0), learner.values(parameter));
    return this;
  }

  /** Adds normal noise to every parameter, so that zero biases do not hide a mistake. */
  public GradientCheck jitter(double deviation) {
    for (Parameter parameter : learner.parameters()) {
      Philox noise = Philox.of(learner.counters().seed(), "jitter", parameter.path());
      double[] moved = learner.values(parameter).clone();
      for (int i = 0; i < moved.length; i++) {
        moved[i] += deviation * noise.normal(0, i);
      }
      parameter(parameter, moved);
    }
    return this;
  }

  /** The value of a tensor. */
  public double[] value(Tensor tensor) {
    return evaluated(tensor).clone();
  }

  /**
   * Checks every minimize in program order.
   *
   * @param entries random entries compared per parameter; all of them where there are fewer
   */
  public List<Report> minimizes(int entries) {
    List<Report> reports = new ArrayList<>();
    for (int i = 0; i < graph.effects().size(); i++) {
      if (graph.effects().get(i) instanceof Effect.Minimize minimize) {
        reports.add(report(minimize, entries));
      }
      applyUpTo(i);
    }
    return reports;
  }

  private Report report(Effect.Minimize minimize, int entries) {
    Errors total = new Errors();
    String worst = "";
    double worstError = -1;
    for (int p = 0; p < minimize.written().size(); p++) {
      Parameter parameter = minimize.written().get(p);
      Tensor read = readNode(parameter, minimize.versions().get(p));
      double[] gradient = evaluated(minimize.gradients().get(p));
      Errors own = new Errors();
      compare(minimize.loss(), read, gradient, entries, own);
      total.add(own);
      if (own.relative() > worstError) {
        worstError = own.relative();
        worst = parameter.path();
      }
    }
    return new Report(minimize, total.count, total.relative(), worst);
  }

  /**
   * Relative error of {@code graph.gradients(scalar, wrt)}, which this records, over all entries of
   * all nodes.
   */
  public double gradientError(Tensor scalar, List<Tensor> wrt) {
    List<Tensor> gradients = graph.gradients(scalar, wrt);
    Errors errors = new Errors();
    for (int i = 0; i < wrt.size(); i++) {
      double[] gradient = evaluated(gradients.get(i));
      compare(scalar, wrt.get(i), gradient, Integer.MAX_VALUE, errors);
    }
    return errors.relative();
  }

  /**
   * Relative error of {@code graph.tangent(output, seeds)}, which this records, over all elements
   * of the output, against a central difference along the direction.
   */
  public double tangentError(Tensor output, Map<Tensor, Tensor> seeds) {
    double[] tangent = evaluated(graph.tangent(output, seeds));
    evaluated(output);
    Map<Tensor, double[]> plus = new HashMap<>();
    Map<Tensor, double[]> minus = new HashMap<>();
    seeds.forEach((node, seed) -> {
      double[] direction = evaluated(seed.stretch(node.shape()));
      plus.put(node, moved(evaluated(node), direction, STEP));
      minus.put(node, moved(evaluated(node), direction, -STEP));
    });
    double[] high = replaced(output, plus);
    double[] low = replaced(output, minus);
    Errors errors = new Errors();
    for (int i = 0; i < tangent.length; i++) {
      errors.add(tangent[i], (high[i] - low[i]) / (2 * STEP));
    }
    return errors.relative();
  }

  private static double[] moved(double[] from, double[] direction, double by) {
    double[] moved = from.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += by * direction[i];
    }
    return moved;
  }

  private void compare(Tensor scalar, Tensor wrt, double[] gradient, int entries, Errors into) {
    evaluated(scalar);
    double[] base = evaluated(wrt);
    boolean all = entries >= base.length;
    for (int k = 0; k < (all ? base.length : entries); k++) {
      int i = all ? k : (int) random.integer(wrt.id(), k, base.length);
      double step = STEP * Math.max(1, Math.abs(base[i]));
      double[] sides = new double[2];
      for (int side = 0; side < 2; side++) {
        double[] shifted = base.clone();
        shifted[i] += side == 0 ? step : -step;
        sides[side] = replaced(scalar, Map.of(wrt, shifted))[0];
      }
      into.add(gradient[i], (sides[0] - sides[1]) / (2 * step));
    }
  }

  /** Sums of squares for a relative error. */
  private static final class Errors {
    private double squaredError;
    private double squaredExpected;
    private int count;

    private void add(double found, double expected) {
      squaredError += (found - expected) * (found - expected);
      squaredExpected += expected * expected;
      count++;
    }

    private void add(Errors other) {
      squaredError += other.squaredError;
      squaredExpected += other.squaredExpected;
      count += other.count;
    }

    /** Absolute where everything expected is zero. */
    private double relative() {
      return squaredExpected > 0
          ? Math.sqrt(squaredError / squaredExpected)
          : Math.sqrt(squaredError);
    }
  }

  /** The value of a tensor from the values that are known, computing those that are not. */
  private double[] evaluated(Tensor tensor) {
    double[] known = values.get(tensor);
    if (known != null) {
      return known;
    }
    boolean[] wanted = new boolean[tensor.id() + 1];
    wanted[tensor.id()] = true;
    for (int id = tensor.id(); id >= 0; id--) {
      Tensor node = graph.nodes().get(id);
      if (wanted[id] && !values.containsKey(node)) {
        node.inputs().forEach(input -> wanted[input.id()] = true);
      }
    }
    for (int id = 0; id < wanted.length; id++) {
      Tensor node = graph.nodes().get(id);
      if (wanted[id] && !values.containsKey(node)) {
        values.put(node, Evaluation.compute(node, Explanation.inputs(node, values), surroundings));
      }
    }
    return Explanation.value(values, tensor);
  }

  /** The value of a tensor with other values for some nodes, everything else as it is known. */
  private double[] replaced(Tensor output, Map<Tensor, double[]> replacements) {
    Map<Tensor, double[]> changed = new HashMap<>(replacements);
    for (int id = 0; id <= output.id(); id++) {
      Tensor node = graph.nodes().get(id);
      if (!changed.containsKey(node)
          && values.containsKey(node)
          && !(node.op() instanceof PointwiseOp.Detach)
          && node.inputs().stream().anyMatch(changed::containsKey)) {
        double[][] in = new double[node.inputs().size()][];
        for (int k = 0; k < in.length; k++) {
          double[] other = changed.get(node.input(k));
          in[k] = other != null ? other : Explanation.value(values, node.input(k));
        }
        changed.put(node, Evaluation.compute(node, in, surroundings));
      }
    }
    double[] result = changed.get(output);
    return result != null ? result : Explanation.value(values, output);
  }

  private Tensor readNode(Parameter parameter, int version) {
    SourceOp.Read wanted = new SourceOp.Read(parameter, version);
    for (Tensor node : graph.nodes()) {
      if (node.op().equals(wanted)) {
        return node;
      }
    }
    throw new GraphException("Graph \"" + graph.name() + "\" has no " + wanted + ".");
  }

  private void applyUpTo(int effect) {
    while (applied <= effect) {
      Effect next = graph.effects().get(applied++);
      learner.apply(next, this::evaluated);
      for (int k = 0; k < next.written().size(); k++) {
        Parameter parameter = next.written().get(k);
        versions.put(
            new SourceOp.Read(parameter, next.versions().get(k) + 1), learner.values(parameter));
      }
    }
  }

  /** Values as given, random where nothing was given. */
  private final class Recorded implements Surroundings {
    private final long seed;

    private Recorded(long seed) {
      this.seed = seed;
    }

    @Override
    public double[] input(SourceOp.Input input) {
      double[] given =
          inputs.computeIfAbsent(
              input.name(),
              name -> {
                Philox noise = Philox.of(seed, "input", name);
                double[] drawn = new double[input.shape().count()];
                for (int i = 0; i < drawn.length; i++) {
                  drawn[i] = noise.normal(0, i);
                }
                return drawn;
              });
      if (given.length != input.shape().count()) {
        throw new GraphException(
            "Input "
                + input.name()
                + input.shape()
                + " needs "
                + input.shape().count()
                + " values, found "
                + given.length
                + ".");
      }
      return given;
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
      return rows(column).length / column.rowShape().count();
    }

    @Override
    public void row(Column column, long index, double[] into, int at) {
      int width = column.rowShape().count();
      System.arraycopy(rows(column), (int) index * width, into, at, width);
    }

    private double[] rows(Column column) {
      double[] rows = columns.get(column.name());
      if (rows == null) {
        throw new GraphException(
            "Column \"" + column.name() + "\" has no rows; call GradientCheck.column.");
      }
      return rows;
    }

    @Override
    public double[] parameter(Parameter parameter, int version) {
      SourceOp.Read read = new SourceOp.Read(parameter, version);
      for (int i = applied; !versions.containsKey(read) && i < graph.effects().size(); i++) {
        applyUpTo(i);
      }
      double[] found = versions.get(read);
      if (found == null) {
        throw new GraphException("No effect writes " + read + ".");
      }
      return found;
    }

    @Override
    public Philox stream(String name) {
      return Philox.of(seed, graph.name(), name);
    }
  }
}
