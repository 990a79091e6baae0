package io.warmstart.engine.cpu;

import io.warmstart.engine.DType;
import io.warmstart.engine.ProgramLayout;
import io.warmstart.engine.Shape;
import io.warmstart.engine.SourceOp;
import io.warmstart.engine.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Supplier;

/** Inputs, counters, constants, weights and random draws. */
final class SourceLowering {
  private final Emitter emitter;
  private final Storage storage;
  private final String plan;
  private final long runs;

  SourceLowering(Emitter emitter, Storage storage, String plan, long runs) {
    this.emitter = emitter;
    this.storage = storage;
    this.plan = plan;
    this.runs = runs;
  }

  /** Emits one source. */
  void emit(SourceOp op, Tensor node) {
    switch (op) {
      case SourceOp.Input input -> input(input, node);
      case SourceOp.Setting setting -> keep(node, storage.setting(setting.key()));
      case SourceOp.Step step -> step(node);
      case SourceOp.Count count -> keep(node, storage.count(count.column()));
      case SourceOp.Constant constant ->
          emitter.define(
              node,
              storage.constant(
                  node.toString(), Shape.SCALAR, new float[] {(float) constant.value()}));
      case SourceOp.Table table ->
          emitter.define(node, storage.constant(node.toString(), table.shape(), table.values()));
      case SourceOp.Read read -> keep(node, storage.weights(read.parameter()).value());
      case SourceOp.Normal normal ->
          draw(normal.stream(), node, 4e-3, PhiloxKernel.SCRATCH_FLOATS, normals());
      case SourceOp.Uniform uniform ->
          draw(
              uniform.stream(),
              node,
              2e-3,
              PhiloxKernel.SCRATCH_FLOATS,
              () -> PhiloxKernel::uniform);
      case SourceOp.Integers integers -> integers(integers, node);
      case SourceOp.Choose choose -> choose(choose, node);
    }
  }

  private void keep(Tensor node, Buffer buffer) {
    emitter.define(node, buffer.view());
  }

  private void step(Tensor node) {
    View out = emitter.result(node);
    emitter.add(
        "step",
        0.1,
        () -> {
          long to = out.at();
          return (m, scratch) -> Strided.set(m, to, m.get(ValueLayout.JAVA_LONG, runs << 2));
        },
        out.write());
  }

  private void input(SourceOp.Input input, Tensor node) {
    Storage.Fed fed = storage.input(input.name());
    View result = emitter.result(node);
    if (input.type() == DType.U8 && input.shape().rank() == 4) {
      pictures(fed, result, input);
      return;
    }
    int last = Math.max(1, input.shape().last());
    int rows = input.shape().count() / last;
    View staged = emitter.staging(result, Shape.of(rows, last));
    ProgramLayout.InputLayout layout = fed.layout();
    emitter.add(
        "load " + input.name(),
        0.1 + input.shape().count() * 1e-3,
        () -> load(fed, layout.type(), staged, rows, last),
        staged.write());
    emitter.deliver(staged, result);
  }

  /** Bytes go to where pixels stand at once. */
  private void pictures(Storage.Fed fed, View to, SourceOp.Input input) {
    PictureLayout layout = PictureLayout.of(input.shape());
    int rows = input.shape().size(0);
    long bytes = input.shape().count();
    emitter.add(
        "load " + input.name(),
        0.1 + input.shape().count() * 1e-3,
        () -> {
          long out = to.at();
          long from = fed.at() << 2;
          long block = fed.block() << 2;
          return (m, scratch) -> {
            long start = from + m.get(ValueLayout.JAVA_LONG, block) * bytes;
            for (int i = 0; i < rows; i++) {
              long picture = out + (long) i * layout.image();
              PictureBytes.load(m, start + i * (bytes / rows), m, picture, layout);
            }
          };
        },
        to.write());
  }

  private static Kernel load(Storage.Fed fed, DType type, View to, int rows, int columns) {
    long out = to.at();
    int stride = columns == 1 ? 1 : to.rowStride();
    long from = fed.at() << 2;
    long block = fed.block() << 2;
    long bytes = (long) rows * columns * type.bytes();
    if (type == DType.F32) {
      return (m, scratch) -> {
        long start = (from + m.get(ValueLayout.JAVA_LONG, block) * bytes) >> 2;
        Gather.copyRows(m, start, columns, rows, columns, out, stride);
      };
    }
    return (m, scratch) -> {
      long start = from + m.get(ValueLayout.JAVA_LONG, block) * bytes;
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          long at = start + ((long) i * columns + j) * type.bytes();
          Strided.set(m, out + (long) i * stride + j, number(m, type, at));
        }
      }
    };
  }

  private static float number(MemorySegment m, DType type, long at) {
    return switch (type) {
      case F32 -> m.get(ValueLayout.JAVA_FLOAT, at);
      case I32 -> m.get(ValueLayout.JAVA_INT, at);
      case I64 -> m.get(ValueLayout.JAVA_LONG, at);
      case U8 -> m.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
    };
  }

  @FunctionalInterface
  private interface Fill {
    void run(
        MemorySegment m,
        long key,
        long step,
        long out,
        int stride,
        int rows,
        int columns,
        long scratch);
  }

  private Supplier<Fill> normals() {
    PhiloxKernel.CHAINS.forEach(emitter::kernel);
    return () -> new PhiloxKernel(chain -> emitter.kernel(chain).get())::normal;
  }

  private void draw(String stream, Tensor node, double micros, int floats, Supplier<Fill> source) {
    long key = storage.key(plan, stream) << 2;
    View result = emitter.result(node);
    int last = Math.max(1, node.shape().last());
    int rows = node.count() / last;
    View staged = emitter.staging(result, Shape.of(rows, last));
    emitter.add(
        "draw " + stream,
        1 + node.count() * micros,
        floats,
        java.util.List.of(staged.write()),
        () -> {
          long out = staged.at();
          int stride = last == 1 ? 1 : staged.rowStride();
          long counter = runs << 2;
          Fill fill = source.get();
          return (m, scratch) ->
              fill.run(
                  m,
                  m.get(ValueLayout.JAVA_LONG, key),
                  m.get(ValueLayout.JAVA_LONG, counter),
                  out,
                  stride,
                  rows,
                  last,
                  scratch);
        });
    emitter.deliver(staged, result);
  }

  private void integers(SourceOp.Integers integers, Tensor node) {
    View bound = emitter.value(node.input(0));
    long key = storage.key(plan, integers.stream()) << 2;
    View result = emitter.result(node);
    int last = Math.max(1, node.shape().last());
    int rows = node.count() / last;
    View staged = emitter.staging(result, Shape.of(rows, last));
    emitter.add(
        "draw " + integers.stream(),
        1 + node.count() * 4e-3,
        PhiloxKernel.SCRATCH_FLOATS,
        java.util.List.of(bound.read(), staged.write()),
        () -> {
          long out = staged.at();
          long high = bound.at();
          int stride = last == 1 ? 1 : staged.rowStride();
          long counter = runs << 2;
          return (m, scratch) ->
              PhiloxKernel.integers(
                  m,
                  m.get(ValueLayout.JAVA_LONG, key),
                  m.get(ValueLayout.JAVA_LONG, counter),
                  (long) Strided.get(m, high),
                  false,
                  out,
                  stride,
                  rows,
                  last,
                  scratch);
        });
    emitter.deliver(staged, result);
  }

  private void choose(SourceOp.Choose choose, Tensor node) {
    long key = storage.key(plan, choose.stream()) << 2;
    View out = emitter.result(node);
    emitter.add(
        "choose " + choose.stream(),
        1,
        PhiloxKernel.SCRATCH_FLOATS + choose.from(),
        java.util.List.of(out.write()),
        () -> {
          long to = out.at();
          long counter = runs << 2;
          return (m, scratch) ->
              PhiloxKernel.choose(
                  m,
                  m.get(ValueLayout.JAVA_LONG, key),
                  m.get(ValueLayout.JAVA_LONG, counter),
                  choose.from(),
                  choose.count(),
                  choose.replacement(),
                  false,
                  to,
                  scratch);
        });
  }
}
