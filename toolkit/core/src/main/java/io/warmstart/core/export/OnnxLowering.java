package io.warmstart.core.export;

import io.warmstart.core.export.OnnxModel.Attribute;
import io.warmstart.engine.Effect;
import io.warmstart.engine.ImageOp;
import io.warmstart.engine.IndexOp;
import io.warmstart.engine.LayoutOp;
import io.warmstart.engine.MatMul;
import io.warmstart.engine.PlanStep;
import io.warmstart.engine.PointwiseOp;
import io.warmstart.engine.ReduceOp;
import io.warmstart.engine.RowOp;
import io.warmstart.engine.Shape;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.SourceOp;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes the nodes of a plan to a model, in plan order. */
final class OnnxLowering {
  private static final Attribute TO_FLOAT = new Attribute.Int("to", 1);
  private static final Attribute TO_INTEGER = new Attribute.Int("to", 7);
  private static final Attribute TO_BOOLEAN = new Attribute.Int("to", 9);

  private final OnnxModel model;
  private final Snapshot weights;
  private final Map<Integer, String> names = new HashMap<>();

  OnnxLowering(OnnxModel model, Snapshot weights) {
    this.model = model;
    this.weights = weights;
  }

  void lower(StepPlan plan) {
    for (PlanStep step : plan.steps()) {
      switch (step) {
        case PlanStep.Compute compute -> names.put(compute.node().id(), name(plan, compute.node()));
        case PlanStep.Apply apply -> effect(plan, apply.effect());
      }
    }
  }

  private void effect(StepPlan plan, Effect effect) {
    if (effect instanceof Effect.Output output) {
      model.node("Identity", List.of(of(output.value())), output.name());
      model.output(output.name(), output.value().shape());
    } else if (!effect.written().isEmpty()) {
      throw new ExportException(
          "plan \""
              + plan.name()
              + "\" changes weights ("
              + effect.label()
              + "); export its policy");
    }
  }

  private String of(Tensor tensor) {
    String name = names.get(tensor.id());
    if (name == null) {
      throw new IllegalStateException(tensor + " is used before it is computed");
    }
    return name;
  }

  private List<String> inputs(Tensor node) {
    return node.inputs().stream().map(this::of).toList();
  }

  private String name(StepPlan plan, Tensor node) {
    return switch (node.op()) {
      case SourceOp op -> source(plan, op);
      case PointwiseOp.Unary op -> unary(op, of(node.input(0)));
      case PointwiseOp.Binary op -> binary(op, inputs(node));
      case PointwiseOp.Select op -> select(inputs(node));
      case LayoutOp op -> layout(op, node);
      case ReduceOp op -> reduce(op, node);
      case IndexOp op -> index(plan, op, node);
      case RowOp op -> row(plan, op, node);
      case MatMul op ->
          model.node(
              "MatMul",
              List.of(
                  transposed(of(node.input(0)), node.input(0), op.transposeLeft()),
                  transposed(of(node.input(1)), node.input(1), op.transposeRight())));
      case ImageOp op -> image(plan, op, node);
    };
  }

  private String source(StepPlan plan, SourceOp op) {
    return switch (op) {
      case SourceOp.Input input -> {
        model.input(input.name(), input.shape());
        yield input.name();
      }
      case SourceOp.Constant constant -> model.number(constant.value());
      case SourceOp.Setting setting -> model.number(setting.initial());
      case SourceOp.Table table -> model.node("Identity", List.of(table(table)));
      case SourceOp.Read read ->
          model.floats(
              read.parameter().path(), read.parameter().shape(), weights.read(read.parameter()));
      case SourceOp.Step step -> throw refused(plan, "counts its runs");
      case SourceOp.Count count -> throw refused(plan, "reads a replay column");
      case SourceOp.Normal normal -> throw random(plan, normal.stream());
      case SourceOp.Uniform uniform -> throw random(plan, uniform.stream());
      case SourceOp.Integers integers -> throw random(plan, integers.stream());
      case SourceOp.Choose choose -> throw random(plan, choose.stream());
    };
  }

  private String table(SourceOp.Table table) {
    return model.floats("table" + names.size(), table.shape(), table.values());
  }

  private static ExportException random(StepPlan plan, String stream) {
    return refused(
        plan, "draws random numbers (stream \"" + stream + "\"); export the deterministic action");
  }

  private static ExportException refused(StepPlan plan, String why) {
    return new ExportException("plan \"" + plan.name() + "\" " + why);
  }

  private String unary(PointwiseOp.Unary op, String x) {
    List<String> in = List.of(x);
    return switch (op) {
      case PointwiseOp.Offset offset -> model.node("Add", List.of(x, model.number(offset.value())));
      case PointwiseOp.Scale scale -> model.node("Mul", List.of(x, model.number(scale.factor())));
      case PointwiseOp.Below below ->
          cast(model.node("Less", List.of(x, model.number(below.bound()))));
      case PointwiseOp.Abs abs -> model.node("Abs", in);
      case PointwiseOp.Sign sign -> model.node("Sign", in);
      case PointwiseOp.Square square -> model.node("Mul", List.of(x, x));
      case PointwiseOp.Sqrt sqrt -> model.node("Sqrt", in);
      case PointwiseOp.Exp exp -> model.node("Exp", in);
      case PointwiseOp.Log log -> model.node("Log", in);
      case PointwiseOp.Tanh tanh -> model.node("Tanh", in);
      case PointwiseOp.Relu relu -> model.node("Relu", in);
      case PointwiseOp.Positive positive ->
          cast(model.node("Greater", List.of(x, model.number(0))));
      case PointwiseOp.Softplus softplus -> model.node("Softplus", in);
      case PointwiseOp.Sigmoid sigmoid -> model.node("Sigmoid", in);
      case PointwiseOp.Erf erf -> model.node("Erf", in);
      case PointwiseOp.Sin sin -> model.node("Sin", in);
      case PointwiseOp.Clip clip ->
          model.node("Clip", List.of(x, model.number(clip.low()), model.number(clip.high())));
      case PointwiseOp.Inside inside ->
          cast(
              model.node(
                  "And",
                  List.of(
                      model.node("GreaterOrEqual", List.of(x, model.number(inside.low()))),
                      model.node("LessOrEqual", List.of(x, model.number(inside.high()))))));
      case PointwiseOp.Detach detach -> x;
      case PointwiseOp.Copy copy -> x;
    };
  }

  private String binary(PointwiseOp.Binary op, List<String> in) {
    return switch (op) {
      case PointwiseOp.Plus plus -> model.node("Add", in);
      case PointwiseOp.Minus minus -> model.node("Sub", in);
      case PointwiseOp.Times times -> model.node("Mul", in);
      case PointwiseOp.Over over -> model.node("Div", in);
      case PointwiseOp.Min min -> model.node("Min", in);
      case PointwiseOp.Max max -> model.node("Max", in);
      case PointwiseOp.Less less -> cast(model.node("Less", in));
    };
  }

  private String select(List<String> in) {
    String condition = model.node("Cast", List.of(in.get(0)), TO_BOOLEAN);
    return model.node("Where", List.of(condition, in.get(1), in.get(2)));
  }

  private String cast(String bool) {
    return model.node("Cast", List.of(bool), TO_FLOAT);
  }

  private String layout(LayoutOp op, Tensor node) {
    String x = of(node.input(0));
    int[] sizes = node.input(0).shape().toArray();
    return switch (op) {
      case LayoutOp.Reshape reshape -> reshape(x, reshape.to());
      case LayoutOp.Stretch stretch -> model.node("Expand", List.of(x, sizes(stretch.to())));
      case LayoutOp.Repeat repeat -> {
        long[] times = new long[sizes.length];
        Arrays.fill(times, 1);
        times[repeat.axis()] = repeat.times();
        yield model.node("Tile", List.of(x, model.integers(times)));
      }
      case LayoutOp.Slice slice ->
          model.node(
              "Slice",
              List.of(
                  x,
                  model.integers(slice.from()),
                  model.integers(slice.to()),
                  model.integers(slice.axis())));
      case LayoutOp.Pad pad -> {
        long[] pads = new long[2 * sizes.length];
        pads[pad.axis()] = pad.from();
        pads[sizes.length + pad.axis()] = pad.full() - pad.from() - sizes[pad.axis()];
        yield model.node("Pad", List.of(x, model.integers(pads)));
      }
      case LayoutOp.Concat concat ->
          model.node("Concat", inputs(node), new Attribute.Int("axis", concat.axis()));
    };
  }

  private String reshape(String x, Shape to) {
    return model.node("Reshape", List.of(x, sizes(to)));
  }

  private String sizes(Shape shape) {
    int[] sizes = shape.toArray();
    long[] values = new long[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      values[i] = sizes[i];
    }
    return model.integers(values);
  }

  private String reduce(ReduceOp op, Tensor node) {
    String x = of(node.input(0));
    return switch (op) {
      case ReduceOp.SumTo sum -> sum(x, node.input(0).shape(), sum.to());
      case ReduceOp.MinAlong min -> along("ReduceMin", x, min.axis());
      case ReduceOp.MaxAlong max -> along("ReduceMax", x, max.axis());
      case ReduceOp.HotMin hot -> hot("ArgMin", x, node, hot.axis());
      case ReduceOp.HotMax hot -> hot("ArgMax", x, node, hot.axis());
      case ReduceOp.ArgMax arg ->
          cast(
              model.node(
                  "ArgMax",
                  List.of(x),
                  new Attribute.Int("axis", arg.axis()),
                  new Attribute.Int("keepdims", 0)));
      case ReduceOp.Softmax softmax ->
          model.node("Softmax", List.of(x), new Attribute.Int("axis", softmax.axis()));
      case ReduceOp.LogSumExp sum -> {
        // ReduceLogSumExp need not subtract the maximum; this does.
        String most = along("ReduceMax", x, sum.axis());
        String exp = model.node("Exp", List.of(model.node("Sub", List.of(x, most))));
        String total = model.node("ReduceSum", List.of(exp, model.integers(sum.axis())));
        yield model.node("Add", List.of(most, model.node("Log", List.of(total))));
      }
    };
  }

  private String along(String operator, String x, int axis) {
    return model.node(operator, List.of(x), new Attribute.Ints("axes", axis));
  }

  private String sum(String x, Shape from, Shape to) {
    if (to.rank() == 0) {
      return model.node("ReduceSum", List.of(x), new Attribute.Int("keepdims", 0));
    }
    List<Long> axes = new ArrayList<>();
    for (int axis = 0; axis < to.rank(); axis++) {
      if (to.size(axis) != from.size(axis)) {
        axes.add((long) axis);
      }
    }
    long[] values = axes.stream().mapToLong(Long::longValue).toArray();
    return axes.isEmpty() ? x : model.node("ReduceSum", List.of(x, model.integers(values)));
  }

  /** 1 at the first extreme of an axis: the index of the extreme equals the element's own. */
  private String hot(String operator, String x, Tensor node, int axis) {
    String at = cast(model.node(operator, List.of(x), new Attribute.Int("axis", axis)));
    int size = node.size(axis);
    int[] sizes = new int[node.rank()];
    Arrays.fill(sizes, 1);
    sizes[axis] = size;
    String own = model.floats("positions" + names.size(), Shape.of(sizes), positions(size));
    return cast(model.node("Equal", List.of(at, own)));
  }

  private static float[] positions(int size) {
    float[] positions = new float[size];
    for (int i = 0; i < size; i++) {
      positions[i] = i;
    }
    return positions;
  }

  private String index(StepPlan plan, IndexOp op, Tensor node) {
    return switch (op) {
      case IndexOp.Take take ->
          model.node(
              "Gather",
              List.of(
                  of(node.input(0)), model.node("Cast", List.of(of(node.input(1))), TO_INTEGER)));
      case IndexOp.HotAt hot -> hotAt(of(node.input(0)), node, hot.width());
      case IndexOp.TakeLast take -> {
        String hot = hotAt(of(node.input(1)), node.input(0), node.input(0).shape().last());
        String chosen = model.node("Mul", List.of(of(node.input(0)), hot));
        String total =
            model.node("ReduceSum", List.of(chosen, model.integers(node.input(0).rank() - 1)));
        yield reshape(total, node.shape());
      }
      case IndexOp.Rows rows -> throw refused(plan, "reads a replay column");
      case IndexOp.Scatter scatter -> throw refused(plan, "scatters, which only updates do");
    };
  }

  private String hotAt(String index, Tensor result, int width) {
    Shape column = result.shape().with(result.rank() - 1, 1);
    int[] sizes = new int[result.rank()];
    Arrays.fill(sizes, 1);
    sizes[result.rank() - 1] = width;
    String own = model.floats("positions" + names.size(), Shape.of(sizes), positions(width));
    return cast(model.node("Equal", List.of(reshape(index, column), own)));
  }

  private String row(StepPlan plan, RowOp op, Tensor node) {
    String x = of(node.input(0));
    int axis = node.rank() - 1;
    String centred = model.node("Sub", List.of(x, along("ReduceMean", x, axis)));
    String squares = model.node("Mul", List.of(centred, centred));
    String variance =
        model.node("Add", List.of(along("ReduceMean", squares, axis), model.number(op.epsilon())));
    String deviation = model.node("Sqrt", List.of(variance));
    return switch (op) {
      case RowOp.Norm norm -> model.node("Div", List.of(centred, deviation));
      case RowOp.InverseDeviation inverse -> model.node("Reciprocal", List.of(deviation));
      case RowOp.Pull pull -> throw refused(plan, "differentiates, which only updates do");
    };
  }

  private String image(StepPlan plan, ImageOp op, Tensor node) {
    if (op instanceof ImageOp.Convolve convolve) {
      String x = permuted(of(node.input(0)), 0, 3, 1, 2);
      String w = permuted(of(node.input(1)), 3, 2, 0, 1);
      long pad = convolve.pad();
      long stride = convolve.stride();
      String y =
          model.node(
              "Conv",
              List.of(x, w),
              new Attribute.Ints("pads", pad, pad, pad, pad),
              new Attribute.Ints("strides", stride, stride));
      return permuted(y, 0, 2, 3, 1);
    }
    throw refused(plan, "uses " + op.label() + " on pictures, which is not exported");
  }

  private String permuted(String x, long... axes) {
    return model.node("Transpose", List.of(x), new Attribute.Ints("perm", axes));
  }

  private String transposed(String x, Tensor tensor, boolean transpose) {
    if (!transpose) {
      return x;
    }
    return tensor.rank() == 2 ? permuted(x, 1, 0) : permuted(x, 0, 2, 1);
  }
}
