package io.warmstart.core.export;

import io.warmstart.core.run.ProtoBytes;
import io.warmstart.engine.Shape;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.StepPlan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/**
 * An ONNX model (operator set 17, float32) under construction: a plan with fixed weights and, after
 * it, affine maps of its outputs.
 *
 * <pre>{@code
 * byte[] file = OnnxModel.of(plan, weights).withAffine("action", scale, shift, low, high).toBytes(..);
 * }</pre>
 *
 * @see <a href="https://onnx.ai/onnx/operators/">ONNX operators</a>
 */
public final class OnnxModel {
  /** Of the file format; 8 belongs to operator set 17. */
  private static final int IR_VERSION = 8;

  private static final int OPERATOR_SET = 17;
  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  /** Fields of the messages of onnx.proto, by message. */
  private static final int GRAPH_NODE = 1;

  private static final int GRAPH_NAME = 2;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_INPUT = 11;
  private static final int GRAPH_OUTPUT = 12;

  private final ProtoBytes graph = new ProtoBytes();
  private int names;

  OnnxModel(String name) {
    graph.text(GRAPH_NAME, name);
  }

  /**
   * The model of a plan.
   *
   * @param plan without random numbers or state; its inputs and outputs keep their names
   * @param weights of the parameters that it reads
   * @throws ExportException if an operation has no counterpart
   */
  public static OnnxModel of(StepPlan plan, Snapshot weights) {
    OnnxModel model = new OnnxModel(plan.name());
    new OnnxLowering(model, weights).lower(plan);
    return model;
  }

  /** An attribute of a node. */
  sealed interface Attribute {
    /** A whole number. */
    record Int(String name, long value) implements Attribute {}

    /** Several of them. */
    record Ints(String name, long... values) implements Attribute {}
  }

  /** Appends a node with one output and gives the output's name. */
  String node(String operator, List<String> inputs, Attribute... attributes) {
    String output = "t" + names++;
    node(operator, inputs, output, attributes);
    return output;
  }

  /** Appends a node whose output has a given name. */
  void node(String operator, List<String> inputs, String output, Attribute... attributes) {
    ProtoBytes node = new ProtoBytes();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, output).text(4, operator);
    for (Attribute attribute : attributes) {
      node.message(5, message(attribute));
    }
    graph.message(GRAPH_NODE, node);
  }

  private static ProtoBytes message(Attribute attribute) {
    ProtoBytes bytes = new ProtoBytes();
    switch (attribute) {
      case Attribute.Int single ->
          bytes.text(1, single.name()).varint(3, single.value()).varint(20, 2);
      case Attribute.Ints several -> {
        bytes.text(1, several.name());
        for (long value : several.values()) {
          bytes.varint(8, value);
        }
        bytes.varint(20, 7);
      }
    }
    return bytes;
  }

  /** Appends a constant tensor of floats, row-major. */
  String floats(String name, Shape shape, float... values) {
    ByteBuffer raw =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      raw.putFloat(value);
    }
    return constant(name, FLOAT, shape, raw);
  }

  /** Appends a constant vector of whole numbers, for shapes and axes. */
  String integers(long... values) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      raw.putLong(value);
    }
    return constant("c" + names++, INT64, Shape.of(values.length), raw);
  }

  /** Appends a constant number. */
  String number(double value) {
    return floats("c" + names++, Shape.SCALAR, (float) value);
  }

  private String constant(String name, int type, Shape shape, ByteBuffer raw) {
    ProtoBytes tensor = new ProtoBytes();
    for (int size : shape.toArray()) {
      tensor.varint(1, size);
    }
    tensor.varint(2, type).text(8, name).bytes(9, raw.array());
    graph.message(GRAPH_INITIALIZER, tensor);
    return name;
  }

  void input(String name, Shape shape) {
    graph.message(GRAPH_INPUT, valueInfo(name, shape));
  }

  void output(String name, Shape shape) {
    graph.message(GRAPH_OUTPUT, valueInfo(name, shape));
  }

  private static ProtoBytes valueInfo(String name, Shape shape) {
    ProtoBytes sizes = new ProtoBytes();
    for (int size : shape.toArray()) {
      sizes.message(1, new ProtoBytes().varint(1, size));
    }
    ProtoBytes tensor = new ProtoBytes().varint(1, FLOAT).message(2, sizes);
    return new ProtoBytes().text(1, name).message(2, new ProtoBytes().message(1, tensor));
  }

  /**
   * Appends an output {@code min(max(from * scale + shift, low), high)}, per column.
   *
   * @param from name of an existing output, [1, A]
   * @param name of the new one
   * @param scale [A], as shift, low and high
   */
  public OnnxModel withAffine(
      String from, String name, float[] scale, float[] shift, float[] low, float[] high) {
    Shape row = Shape.of(1, scale.length);
    String scaled = node("Mul", List.of(from, floats(name + "/scale", row, scale)));
    String shifted = node("Add", List.of(scaled, floats(name + "/shift", row, shift)));
    String above = node("Max", List.of(shifted, floats(name + "/low", row, low)));
    node("Min", List.of(above, floats(name + "/high", row, high)), name);
    output(name, row);
    return this;
  }

  /**
   * The file.
   *
   * @param metadata shown by viewers, such as algorithm and step
   */
  public byte[] toBytes(Map<String, String> metadata) {
    ProtoBytes model =
        new ProtoBytes()
            .varint(1, IR_VERSION)
            .text(2, "warmstart")
            .message(7, graph)
            .message(8, new ProtoBytes().varint(2, OPERATOR_SET));
    metadata.forEach(
        (key, value) -> model.message(14, new ProtoBytes().text(1, key).text(2, value)));
    return model.toByteArray();
  }
}
