package io.warmstart.engine.cpu;

import io.warmstart.engine.Column;
import io.warmstart.engine.DType;
import io.warmstart.engine.GraphException;
import io.warmstart.engine.IndexOp;
import io.warmstart.engine.Shape;
import io.warmstart.engine.Tensor;
import java.lang.foreign.MemorySegment;

/** Gathers and scatters. Indices are whole numbers stored as floats. */
final class IndexLowering {
  private final Emitter emitter;
  private final Storage storage;

  IndexLowering(Emitter emitter, Storage storage) {
    this.emitter = emitter;
    this.storage = storage;
  }

  /** Emits one operation. */
  void emit(IndexOp op, Tensor node) {
    switch (op) {
      case IndexOp.Rows rows -> rows(rows.column(), node);
      case IndexOp.Take take -> take(node);
      case IndexOp.Scatter scatter -> scatter(node);
      case IndexOp.TakeLast take -> takeLast(node);
      case IndexOp.HotAt hot -> hotAt(hot.width(), node);
    }
  }

  /** Indices one behind the other. */
  private View index(Tensor tensor) {
    View view = emitter.value(tensor);
    View flat = emitter.reshaped(view, Shape.of(view.shape().count()));
    return flat.shape().count() == 1 || flat.stride(0) == 1 ? flat : emitter.copied(flat);
  }

  private void rows(Column column, Tensor node) {
    if (column.type() == DType.I64) {
      throw new GraphException(
          "Column \"" + column.name() + "\" is I64; the cpu executor gathers F32, I32 and U8.");
    }
    View index = index(node.input(0));
    View result = emitter.result(node);
    if (column.type() == DType.U8 && node.rank() == 4) {
      pictures(column, index, result);
      return;
    }
    int count = node.size(0);
    int width = Math.max(1, column.rowShape().last());
    int blocks = column.rowShape().count() / width;
    View out = emitter.staging(result, Shape.of(count, blocks, width));
    int position = storage.position(column);
    MemorySegment[] columns = storage.columns();
    int capacity = column.capacity();
    emitter.add(
        "rows of " + column.name(),
        0.5 + count * blocks * (0.03 + width * 5e-4),
        () -> {
          long at = index.at();
          long to = out.at();
          long row = out.stride(0);
          int block = out.stride(1);
          return switch (column.type()) {
            case F32 ->
                (m, scratch) ->
                    Gather.rowsF32(
                        m,
                        columns[position],
                        capacity,
                        blocks,
                        width,
                        at,
                        false,
                        count,
                        to,
                        row,
                        block);
            case U8 ->
                (m, scratch) ->
                    Gather.rowsU8(
                        m,
                        columns[position],
                        capacity,
                        blocks,
                        width,
                        at,
                        false,
                        count,
                        to,
                        row,
                        block);
            case I32, I64 ->
                (m, scratch) ->
                    Gather.rowsI32(
                        m,
                        columns[position],
                        capacity,
                        blocks,
                        width,
                        at,
                        false,
                        count,
                        to,
                        row,
                        block);
          };
        },
        index.read(),
        out.write());
    emitter.deliver(out, result);
  }

  /** Bytes go to where pixels stand at once. */
  private void pictures(Column column, View index, View result) {
    PictureLayout layout = PictureLayout.of(result.shape());
    int count = result.shape().size(0);
    int position = storage.position(column);
    MemorySegment[] columns = storage.columns();
    emitter.add(
        "rows of " + column.name(),
        0.5 + result.shape().count() * 1e-3,
        () -> {
          long at = index.at();
          long to = result.at();
          return (m, scratch) ->
              Gather.pictures(m, columns[position], column.capacity(), at, count, to, layout);
        },
        index.read(),
        result.write());
  }

  /** Floats from one block of axis 0 to the next in a new buffer of this shape. */
  private static int stride(View view) {
    return view.rank() == 1
        ? 1
        : view.shape().size(0) == 1 ? view.buffer().floats() : view.stride(0);
  }

  private void take(Tensor node) {
    View from = emitter.standard(emitter.value(node.input(0)));
    View index = index(node.input(1));
    View out = emitter.result(node);
    int blocks = node.input(0).size(0);
    int count = node.size(0);
    int floats = node.rank() == 1 ? 1 : smaller(stride(from), stride(out));
    emitter.add(
        "take " + node.shape(),
        0.2 + count * (0.03 + floats * 1e-4),
        () -> {
          long x = from.at();
          long at = index.at();
          long to = out.at();
          return (m, scratch) ->
              Gather.take(m, x, stride(from), blocks, floats, at, false, count, to, stride(out));
        },
        from.read(),
        index.read(),
        out.write());
  }

  /** A single block is as long as its buffer, which has pads behind its last row. */
  private static int smaller(int a, int b) {
    return Math.min(a, b);
  }

  private void scatter(Tensor node) {
    View from = emitter.standard(emitter.value(node.input(0)));
    View index = index(node.input(1));
    View out = emitter.result(node);
    int count = node.input(0).size(0);
    int blocks = node.size(0);
    int floats = node.rank() == 1 ? 1 : smaller(stride(from), stride(out));
    int all = out.buffer().floats();
    emitter.add(
        "scatter " + node.shape(),
        0.2 + all * 1e-4 + count * (0.03 + floats * 1e-3),
        () -> {
          long x = from.at();
          long at = index.at();
          long to = out.at();
          return (m, scratch) -> {
            Strided.clear(m, to, all);
            Gather.scatterAdd(
                m, x, stride(from), count, floats, at, false, blocks, to, stride(out));
          };
        },
        from.read(),
        index.read(),
        new Access(out.buffer(), 0, all, true));
  }

  private void takeLast(Tensor node) {
    Tensor source = node.input(0);
    int width = source.shape().last();
    int rows = source.count() / width;
    View from =
        emitter.contiguousRows(emitter.reshaped(emitter.value(source), Shape.of(rows, width)));
    View index = index(node.input(1));
    View result = emitter.result(node);
    View out = emitter.staging(result, Shape.of(rows));
    emitter.add(
        "take last " + node.shape(),
        0.2 + rows * 2e-3,
        () -> {
          long x = from.at();
          long at = index.at();
          long to = out.at();
          int stride = from.rowStride();
          return (m, scratch) -> Gather.takeLast(m, x, stride, rows, width, at, false, to);
        },
        from.read(),
        index.read(),
        out.write());
    emitter.deliver(out, result);
  }

  private void hotAt(int width, Tensor node) {
    View index = index(node.input(0));
    int rows = node.count() / width;
    View result = emitter.result(node);
    View out = emitter.staging(result, Shape.of(rows, width));
    emitter.add(
        "hot at " + node.shape(),
        0.2 + node.count() * 1e-3,
        () -> {
          long at = index.at();
          long to = out.at();
          int stride = width == 1 ? 1 : out.rowStride();
          return (m, scratch) -> Gather.hotAt(m, at, false, rows, width, to, stride);
        },
        index.read(),
        out.write());
    emitter.deliver(out, result);
  }
}
