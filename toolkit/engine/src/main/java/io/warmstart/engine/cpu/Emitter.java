package io.warmstart.engine.cpu;

import io.warmstart.engine.Shape;
import io.warmstart.engine.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects the steps of one plan and remembers where each tensor stands. */
final class Emitter {
  private final String plan;
  private final Storage storage;
  private final Fusions fusions;
  private final int blocks;
  private final ChainCompiler compiler;
  private final Map<Tensor, View> values = new HashMap<>();
  private final Map<Tensor, Runnable> deferred = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private final Set<Chain> chains = new LinkedHashSet<>();

  /**
   * A plan without steps.
   *
   * @param blocks into how many row blocks large matrices are split, for parallel work
   */
  Emitter(String plan, Storage storage, Fusions fusions, int blocks, ChainCompiler compiler) {
    this.plan = plan;
    this.storage = storage;
    this.compiler = compiler;
    this.fusions = fusions;
    this.blocks = blocks;
  }

  Fusions fusions() {
    return fusions;
  }

  /** The kernel of a chain, which is noted for warming up. */
  Supplier<ChainKernel> kernel(Chain chain) {
    chains.add(chain);
    return () -> compiler.compile(chain);
  }

  /** A scalar that always has this value. */
  View constant(float value) {
    return storage.constant(value);
  }

  /** All chains that steps use. */
  Set<Chain> chains() {
    return chains;
  }

  int blocks() {
    return blocks;
  }

  /** Steps so far, in a valid order. */
  List<Step> steps() {
    return steps;
  }

  /** A tensor that is emitted when somebody asks for its value, if at all. */
  void defer(Tensor tensor, Runnable emission) {
    deferred.put(tensor, emission);
  }

  /** Whether a tensor waits to be emitted, so that a user may do without it. */
  boolean waits(Tensor tensor) {
    return deferred.containsKey(tensor);
  }

  /** Where a tensor stands. */
  View value(Tensor tensor) {
    Runnable emission = deferred.remove(tensor);
    if (emission != null) {
      emission.run();
    }
    View view = values.get(tensor);
    if (view == null) {
      throw new IllegalStateException(
          "Plan \"" + plan + "\": tensor " + tensor + " is used before it is computed.");
    }
    return view;
  }

  /** Whether a tensor has a place. */
  boolean has(Tensor tensor) {
    return values.containsKey(tensor);
  }

  /** Says where a tensor stands. */
  View define(Tensor tensor, View view) {
    values.put(tensor, view);
    return view;
  }

  /** New memory for a tensor. */
  View result(Tensor tensor) {
    return define(tensor, temporary(tensor.toString(), tensor.shape()));
  }

  /** New memory that no tensor of the plan names. */
  View temporary(String name, Shape shape) {
    return Buffer.temporary(plan + "/" + name, shape).view();
  }

  /** Adds a step without scratch memory. */
  void add(String label, double micros, Supplier<Kernel> source, Access... accesses) {
    add(label, micros, 0, List.of(accesses), source);
  }

  /** Adds a step. */
  void add(
      String label, double micros, int scratch, List<Access> accesses, Supplier<Kernel> source) {
    steps.add(new Step(label, accesses, micros, scratch, source));
  }

  /** The same elements in new memory of their own shape. */
  View copied(View from) {
    View to = temporary("copy of " + from, from.shape());
    copy(from, to);
    return to;
  }

  /** Copies elements from one view to another of the same shape. */
  void copy(View from, View to) {
    add(
        "copy " + to.shape(),
        0.1 + to.shape().count() * 5e-4,
        () -> Strided.copy(from, to),
        from.read(),
        to.write());
  }

  /** The same elements under another shape; copied where strides cannot express it. */
  View reshaped(View view, Shape to) {
    View same = view.reshaped(to);
    return same != null ? same : reshaped(into(view, to), to);
  }

  /** Copies elements to new memory laid out for another shape. */
  private View into(View view, Shape to) {
    View fresh = temporary("layout of " + view, to);
    View alike = fresh.reshaped(view.shape());
    if (alike == null) {
      // Neither layout divides into the other; a dense one lies between them.
      View flat = temporary("flat " + view, Shape.of(view.shape().count()));
      copy(view, required(flat.reshaped(view.shape())));
      copy(required(flat.reshaped(to)), fresh);
    } else {
      copy(view, alike);
    }
    return fresh;
  }

  /** A reshape that cannot fail. */
  static View required(@Nullable View view) {
    if (view == null) {
      throw new IllegalStateException("A dense buffer must take every shape.");
    }
    return view;
  }

  /** Memory for elements of {@code shape} laid out as {@code as}; call {@link #deliver} after. */
  View staging(View result, Shape as) {
    View same = result.reshaped(as);
    return same != null ? same : temporary("staging of " + result, as);
  }

  /** Brings what was computed in {@link #staging} to the result. */
  void deliver(View staged, View result) {
    if (staged.buffer() != result.buffer()) {
      copy(reshaped(staged, result.shape()), result);
    }
  }

  /** The view itself, or a copy where its last axis has gaps. */
  View contiguousRows(View view) {
    return view.rowsContiguous() ? view : copied(view);
  }

  /** The view itself, or a copy where its elements do not follow each other per member. */
  View denseMembers(View view) {
    return view.member(0).dense() ? view : copied(view);
  }

  /** The view itself, or a copy that stands exactly as a new buffer, pads included. */
  View standard(View view) {
    return view.standard() ? view : copied(view);
  }

  /** The view itself, or a copy where the floats behind its rows may not be zero. */
  View paddedRows(View view) {
    return view.padded() ? view : copied(view);
  }
}
