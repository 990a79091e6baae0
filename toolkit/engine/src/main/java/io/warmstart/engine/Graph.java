package io.warmstart.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Records one plan: tensors, and effects that take place in the order of the text. A read sees
 * every update declared above it.
 *
 * <p>Recording is not thread-safe. {@link #compile()} may be called at any time and copies what it
 * needs.
 */
public final class Graph {
  private final String name;
  private final List<Tensor> nodes = new ArrayList<>();
  private final List<Effect> effects = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Set<String> streams = new HashSet<>();
  private final Set<String> reported = new HashSet<>();
  private final Map<String, Parameter> parameters = new HashMap<>();
  private final Map<String, Integer> versions = new HashMap<>();
  private final Map<SourceOp, Tensor> shared = new HashMap<>();
  private final Map<String, SourceOp> named = new HashMap<>();

  private Graph(String name) {
    this.name = name;
  }

  /** An empty graph; the name is part of every random stream's key. */
  public static Graph named(String name) {
    return new Graph(name);
  }

  /** The name given at the start. */
  public String name() {
    return name;
  }

  /** Everything recorded, in order; inputs come before their users. */
  public List<Tensor> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  /** Effects in program order. */
  public List<Effect> effects() {
    return Collections.unmodifiableList(effects);
  }

  /** What looked wrong but has a meaning, such as a parameter that a loss does not reach. */
  public List<String> warnings() {
    return Collections.unmodifiableList(warnings);
  }

  /** A buffer that the feed fills; the same name twice must agree and gives the same tensor. */
  public Tensor input(String inputName, DType type, int... sizes) {
    return shared("input " + inputName, new SourceOp.Input(inputName, type, Shape.of(sizes)));
  }

  /** Rows of a column at these indices, [N] to [N, row...]; U8 becomes 0..255. */
  public Tensor rows(Column column, Tensor index) {
    return record(new IndexOp.Rows(column), index);
  }

  /** Live number of rows of a column, a scalar. */
  public Tensor count(Column column) {
    return shared("count " + column.name(), new SourceOp.Count(column));
  }

  /** A scalar that the host may change between runs. */
  public Tensor setting(String key, double initial) {
    return shared("setting " + key, new SourceOp.Setting(key, initial));
  }

  /** How often this plan has run before, a scalar that starts at 0. */
  public Tensor step() {
    return shared("step", new SourceOp.Step());
  }

  /** A constant scalar. */
  public Tensor constant(double value) {
    return record(new SourceOp.Constant(value));
  }

  /** A constant tensor, row-major. */
  public Tensor constant(float[] values, int... sizes) {
    return record(new SourceOp.Table(Shape.of(sizes), values));
  }

  /** A parameter's value after every update declared so far. */
  public Tensor read(Parameter parameter) {
    Parameter known = parameters.putIfAbsent(parameter.path(), parameter);
    if (known != null && !known.equals(parameter)) {
      throw new GraphException(
          "Graph \""
              + name
              + "\" meets two parameters named "
              + parameter.path()
              + ": "
              + known
              + " and "
              + parameter
              + "; every path needs one parameter.");
    }
    SourceOp.Read read = new SourceOp.Read(parameter, version(parameter));
    return shared("read " + parameter.path() + "@" + read.version(), read);
  }

  /** Standard normal numbers, fresh each step. */
  public Tensor normal(String stream, int... sizes) {
    return record(new SourceOp.Normal(claimed(stream), Shape.of(sizes)));
  }

  /** Numbers uniform in (0, 1), fresh each step. */
  public Tensor uniform(String stream, int... sizes) {
    return record(new SourceOp.Uniform(claimed(stream), Shape.of(sizes)));
  }

  /** Integers uniform in [0, highExclusive), fresh each step; the bound is a scalar. */
  public Tensor integers(String stream, Tensor highExclusive, int... sizes) {
    return record(new SourceOp.Integers(claimed(stream), Shape.of(sizes)), highExclusive);
  }

  /** {@code count} integers out of [0, from), fresh each step. */
  public Tensor choose(String stream, int from, int count, boolean replacement) {
    return record(new SourceOp.Choose(claimed(stream), from, count, replacement));
  }

  /**
   * Gradients of a scalar by reverse differentiation, recorded as ordinary nodes.
   *
   * @param wrt any nodes of this graph
   * @return one per node of {@code wrt}, of its shape; zeros where no path leads to it
   */
  public List<Tensor> gradients(Tensor scalar, List<Tensor> wrt) {
    return Differentiation.gradients(this, scalar, wrt);
  }

  /**
   * Directional derivative of {@code output} by forward differentiation, recorded as ordinary
   * nodes.
   *
   * @param seeds the direction: nodes and their tangents, of equal shape
   */
  public Tensor tangent(Tensor output, Map<Tensor, Tensor> seeds) {
    return Differentiation.tangent(this, output, seeds);
  }

  /**
   * Updates parameters to lower a loss. Refused while running, with everything after it, where the
   * gradient norm is not finite.
   *
   * @return the gradient norm before clipping, a scalar
   * @throws GraphException if the loss reads an older version of one of these parameters
   */
  public Tensor minimize(Tensor loss, ParameterSet set, Optimizer how) {
    boolean[] reached = Differentiation.ancestors(this, loss);
    refuseStale(loss, set, reached);
    List<Tensor> reads = new ArrayList<>();
    for (Parameter parameter : set.all()) {
      Tensor read = read(parameter);
      if (read.id() >= reached.length || !reached[read.id()]) {
        warnings.add(
            "Graph \""
                + name
                + "\": the loss "
                + loss
                + " does not depend on "
                + parameter.path()
                + "; its gradient is zero. Leave it out of the set.");
      }
      reads.add(read);
    }
    List<Tensor> gradients = gradients(loss, reads);
    Tensor squares = constant(0);
    for (Tensor gradient : gradients) {
      squares = squares.plus(gradient.square().sum());
    }
    Tensor norm = squares.sqrt();
    effects.add(new Effect.Minimize(loss, norm, gradients, set, bump(set.all()), how));
    return norm;
  }

  /**
   * Moves each target parameter towards its online partner: {@code target += rate * (online -
   * target)}, a scalar rate.
   */
  public void polyak(ParameterSet target, ParameterSet online, Tensor rate) {
    requireScalar("The rate of polyak", rate);
    if (target.all().size() != online.all().size()) {
      throw new GraphException(
          "polyak: "
              + target.all().size()
              + " target parameters but "
              + online.all().size()
              + " online ones.");
    }
    List<Integer> onlineVersions = new ArrayList<>();
    for (int i = 0; i < target.all().size(); i++) {
      Parameter to = target.all().get(i);
      Parameter from = online.all().get(i);
      if (!to.shape().equals(from.shape()) || online.all().contains(to)) {
        throw new GraphException(
            "polyak: target "
                + to
                + " and online "
                + from
                + " must be different parameters of one shape.");
      }
      read(to);
      read(from);
      onlineVersions.add(version(from));
    }
    effects.add(new Effect.Polyak(target, online, bump(target.all()), onlineVersions, rate));
  }

  /** Replaces a parameter's value. */
  public void assign(Parameter parameter, Tensor value) {
    if (!parameter.shape().equals(value.shape())) {
      throw new ShapeException(
          "assign: " + value + " does not have the shape of " + parameter + ".");
    }
    owned(value);
    read(parameter);
    effects.add(new Effect.Assign(parameter, bump(List.of(parameter)).getFirst(), value));
  }

  /** Reports a scalar under a name that is unique in this graph. */
  public void metric(String metricName, Tensor scalar) {
    requireScalar("Metric \"" + metricName + "\"", scalar);
    requireNew("metric", metricName);
    effects.add(new Effect.Metric(metricName, scalar));
  }

  /** Copies a tensor to an output buffer under a name that is unique in this graph. */
  public void output(String outputName, Tensor value) {
    owned(value);
    requireNew("output", outputName);
    effects.add(new Effect.Output(outputName, value));
  }

  /** The executor-neutral plan of everything recorded so far that has an effect. */
  public StepPlan compile() {
    return compile(Rewrites.ALL);
  }

  /** The same with some rewrites switched off, for comparison. */
  public StepPlan compile(Rewrites rewrites) {
    return Planner.plan(this, rewrites);
  }

  /** Records a node; the only place where nodes come from. */
  Tensor record(Op op, Tensor... inputs) {
    return record(op, List.of(inputs));
  }

  /** Records a node; the only place where nodes come from. */
  Tensor record(Op op, List<Tensor> inputs) {
    for (Tensor input : inputs) {
      owned(input);
    }
    Tensor node = new Tensor(this, nodes.size(), op, List.copyOf(inputs), op.shape(inputs));
    nodes.add(node);
    return node;
  }

  private int version(Parameter parameter) {
    return versions.getOrDefault(parameter.path(), 0);
  }

  private List<Integer> bump(List<Parameter> written) {
    List<Integer> before = new ArrayList<>();
    for (Parameter parameter : written) {
      before.add(version(parameter));
      versions.merge(parameter.path(), 1, Integer::sum);
    }
    return before;
  }

  private void refuseStale(Tensor loss, ParameterSet set, boolean[] reached) {
    for (Tensor node : nodes) {
      if (node.id() < reached.length
          && reached[node.id()]
          && node.op() instanceof SourceOp.Read read
          && set.all().contains(read.parameter())
          && read.version() != version(read.parameter())) {
        throw new GraphException(
            "Graph \""
                + name
                + "\": the loss "
                + loss
                + " reads version "
                + read.version()
                + " of "
                + read.parameter().path()
                + ", but "
                + version(read.parameter())
                + " updates come before this minimize. Compute the loss after the update, or detach"
                + " the old value.");
      }
    }
  }

  private Tensor shared(String key, SourceOp op) {
    SourceOp known = named.putIfAbsent(key, op);
    if (known != null && !known.equals(op)) {
      throw new GraphException(
          "Graph \""
              + name
              + "\" declares "
              + key
              + " twice and differently: "
              + known
              + " and "
              + op
              + ".");
    }
    Tensor tensor = shared.get(op);
    if (tensor == null) {
      tensor = record(op);
      shared.put(op, tensor);
    }
    return tensor;
  }

  private String claimed(String stream) {
    if (!streams.add(stream)) {
      throw new GraphException(
          "Graph \""
              + name
              + "\" uses random stream \""
              + stream
              + "\" twice; both draws would be equal. Give each draw its own name.");
    }
    return stream;
  }

  private void requireNew(String kind, String what) {
    if (!reported.add(kind + " " + what)) {
      throw new GraphException(
          "Graph \"" + name + "\" has two " + kind + "s named \"" + what + "\"; rename one.");
    }
  }

  private void requireScalar(String what, Tensor tensor) {
    owned(tensor);
    if (tensor.rank() != 0) {
      throw new ShapeException(what + " must be a scalar, found " + tensor + ".");
    }
  }

  private void owned(Tensor tensor) {
    if (tensor.graph() != this) {
      throw new GraphException(
          "Tensor "
              + tensor
              + " of graph \""
              + tensor.graph().name()
              + "\" is used in graph \""
              + name
              + "\"; values pass between plans through parameters only.");
    }
  }
}
