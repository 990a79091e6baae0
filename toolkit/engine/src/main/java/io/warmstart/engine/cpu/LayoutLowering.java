package io.warmstart.engine.cpu;

import io.warmstart.engine.LayoutOp;
import io.warmstart.engine.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Layout operations: views where strides can express them, copies where not. */
final class LayoutLowering {
  private final Emitter emitter;

  LayoutLowering(Emitter emitter) {
    this.emitter = emitter;
  }

  /** Emits one operation. */
  void emit(LayoutOp op, Tensor node) {
    View x = emitter.value(node.input(0));
    switch (op) {
      case LayoutOp.Reshape reshape -> emitter.define(node, emitter.reshaped(x, reshape.to()));
      case LayoutOp.Stretch stretch -> emitter.define(node, x.stretched(stretch.to()));
      case LayoutOp.Slice slice ->
          emitter.define(node, x.sliced(slice.axis(), slice.from(), slice.to()));
      case LayoutOp.Repeat repeat -> {
        if (x.shape().size(repeat.axis()) == 1) {
          emitter.define(node, x.stretched(node.shape()));
        } else {
          copies(node, repeat.axis(), java.util.Collections.nCopies(repeat.times(), x));
        }
      }
      case LayoutOp.Concat concat ->
          copies(node, concat.axis(), node.inputs().stream().map(emitter::value).toList());
      case LayoutOp.Pad pad -> pad(pad, node, x);
    }
  }

  /** Views one behind the other along an axis. */
  private void copies(Tensor node, int axis, List<View> parts) {
    View out = emitter.result(node);
    List<View> targets = new ArrayList<>();
    List<Access> accesses = new ArrayList<>();
    int from = 0;
    for (View part : parts) {
      int to = from + part.shape().size(axis);
      targets.add(out.sliced(axis, from, to));
      accesses.add(part.read());
      from = to;
    }
    accesses.add(out.write());
    emitter.add(
        "concat " + node.shape(),
        0.1 + node.count() * 5e-4,
        0,
        accesses,
        () -> {
          Kernel[] kernels = new Kernel[parts.size()];
          for (int k = 0; k < kernels.length; k++) {
            kernels[k] = Strided.copy(parts.get(k), targets.get(k));
          }
          return (m, scratch) -> {
            for (Kernel kernel : kernels) {
              kernel.run(m, scratch);
            }
          };
        });
  }

  private void pad(LayoutOp.Pad pad, Tensor node, View x) {
    View out = emitter.result(node);
    View inside = out.sliced(pad.axis(), pad.from(), pad.from() + x.shape().size(pad.axis()));
    int floats = out.buffer().floats();
    emitter.add(
        "pad " + node.shape(),
        0.1 + node.count() * 5e-4,
        () -> {
          long to = out.at();
          Kernel copy = Strided.copy(x, inside);
          return (m, scratch) -> {
            Strided.clear(m, to, floats);
            copy.run(m, scratch);
          };
        },
        x.read(),
        new Access(out.buffer(), 0, floats, true));
  }
}
