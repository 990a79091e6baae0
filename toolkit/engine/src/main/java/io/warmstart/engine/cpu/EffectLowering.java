package io.warmstart.engine.cpu;

import io.warmstart.engine.Effect;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Shape;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Effects in program order. Every optimiser step has a gate, a float that is 1 where this or an
 * earlier one met a gradient norm that is not finite; a raised gate stops its own update and every
 * effect behind it.
 */
final class EffectLowering {
  /** Longest run of weights that one step updates. */
  private static final int CHUNK = 65536;

  private final Emitter emitter;
  private final Storage storage;
  private final List<Effect> effects;
  private final Map<Integer, View> gates = new LinkedHashMap<>();
  private final Map<String, View> metrics = new LinkedHashMap<>();
  private final Map<String, View> outputs = new HashMap<>();

  EffectLowering(Emitter emitter, Storage storage, StepPlan plan) {
    this.emitter = emitter;
    this.storage = storage;
    this.effects = plan.effects();
    for (int i = 0; i < effects.size(); i++) {
      if (effects.get(i) instanceof Effect.Minimize) {
        gates.put(i, storage.kept(plan.name() + "/gate" + i, Shape.SCALAR));
      }
    }
  }

  /** Gates by the index of their effect, in program order. */
  Map<Integer, View> gates() {
    return gates;
  }

  /** Where each metric's value stands after a run. */
  Map<String, View> metrics() {
    return metrics;
  }

  /** Where each output's value stands after a run. */
  Map<String, View> outputs() {
    return outputs;
  }

  /** The gate of the last optimiser step before an effect, or nothing. */
  private @Nullable View gateBefore(Effect effect) {
    View gate = null;
    for (int i = 0; i < effects.size() && effects.get(i) != effect; i++) {
      gate = gates.getOrDefault(i, gate);
    }
    return gate;
  }

  void emit(Effect effect) {
    switch (effect) {
      case Effect.Minimize minimize -> update(minimize, null);
      case Effect.Polyak polyak -> polyak(polyak);
      case Effect.Assign assign -> assign(assign);
      case Effect.Metric metric -> metrics.put(metric.name(), keep(metric.name(), metric.value()));
      case Effect.Output output -> outputs.put(output.name(), keep(output.name(), output.value()));
    }
  }

  /** Copies a value to dense memory that keeps it after the run. */
  private View keep(String name, Tensor tensor) {
    View flat = storage.kept(name, Shape.of(tensor.count()));
    emitter.copy(emitter.value(tensor), Emitter.required(flat.reshaped(tensor.shape())));
    return flat;
  }

  private void assign(Effect.Assign assign) {
    View from = emitter.value(assign.value());
    View to = storage.weights(assign.parameter()).value().view();
    gated(
        "assign " + assign.parameter(),
        0.1 + to.shape().count() * 5e-4,
        gateBefore(assign),
        () -> Strided.copy(from, to),
        from.read(),
        to.write());
  }

  private void polyak(Effect.Polyak polyak) {
    View rate = emitter.value(polyak.rate());
    for (int k = 0; k < polyak.target().all().size(); k++) {
      Buffer target = storage.weights(polyak.target().all().get(k)).value();
      Buffer online = storage.weights(polyak.online().all().get(k)).value();
      int n = target.floats();
      gated(
          "polyak " + target.shape(),
          0.1 + n * 1e-4,
          gateBefore(polyak),
          () -> {
            long to = target.at();
            long from = online.at();
            long tau = rate.at();
            return (m, scratch) -> AdamKernel.polyak(m, to, from, n, tau);
          },
          rate.read(),
          all(online, false),
          all(target, true));
    }
  }

  private void gated(
      String label,
      double micros,
      @Nullable View gate,
      Supplier<Kernel> source,
      Access... accesses) {
    List<Access> all = new ArrayList<>(List.of(accesses));
    if (gate == null) {
      emitter.add(label, micros, 0, all, source);
      return;
    }
    all.add(gate.read());
    emitter.add(
        label,
        micros,
        0,
        all,
        () -> {
          Kernel kernel = source.get();
          long at = gate.at();
          return (m, scratch) -> {
            if (Strided.get(m, at) == 0) {
              kernel.run(m, scratch);
            }
          };
        });
  }

  private static Access all(Buffer buffer, boolean write) {
    return new Access(buffer, 0, buffer.floats(), write);
  }

  /** Emits an optimiser step, and the averaging that is done in the same pass. */
  void update(Effect.Minimize minimize, Effect.@Nullable Polyak polyak) {
    View gate = gates.get(effects.indexOf(minimize));
    if (gate == null) {
      throw new IllegalStateException("An optimiser step of another plan.");
    }
    Buffer state = storage.state(minimize.parameters());
    switch (minimize.how()) {
      case Optimizer.Adam adam -> {
        gate(adam, emitter.value(minimize.norm()), gateBefore(minimize), gate, state);
        for (int k = 0; k < minimize.parameters().all().size(); k++) {
          Parameter parameter = minimize.parameters().all().get(k);
          View gradient = emitter.standard(emitter.value(minimize.gradients().get(k)));
          Buffer target =
              polyak == null ? null : storage.weights(polyak.target().all().get(k)).value();
          View rate = polyak == null ? null : emitter.value(polyak.rate());
          adam(adam, storage.weights(parameter), gradient, gate, state, target, rate);
        }
      }
    }
  }

  private void gate(Optimizer.Adam how, View norm, @Nullable View before, View gate, Buffer state) {
    List<Access> accesses = new ArrayList<>(List.of(norm.read(), gate.write(), all(state, true)));
    if (before != null) {
      accesses.add(before.read());
    }
    double clip = Double.isInfinite(how.clipNorm()) ? 0 : how.clipNorm();
    emitter.add(
        "gate",
        0.3,
        0,
        accesses,
        () -> {
          long normAt = norm.at();
          long gateAt = gate.at();
          long stateAt = state.at();
          long beforeAt = before == null ? -1 : before.at();
          return (m, scratch) -> {
            boolean refused =
                (beforeAt >= 0 && Strided.get(m, beforeAt) != 0)
                    || !Float.isFinite(Strided.get(m, normAt));
            Strided.set(m, gateAt, refused ? 1 : 0);
            if (!refused) {
              double rate = how.rate().rate(AdamKernel.steps(m, stateAt));
              AdamKernel.prepare(
                  m, stateAt, normAt, rate, how.beta1(), how.beta2(), how.weightDecay(), clip);
            }
          };
        });
  }

  private void adam(
      Optimizer.Adam how,
      Storage.Weights weights,
      View gradient,
      View gate,
      Buffer state,
      @Nullable Buffer target,
      @Nullable View rate) {
    Buffer first = weights.first();
    Buffer second = weights.second();
    if (first == null || second == null) {
      throw new IllegalStateException("Parameter " + weights.value() + " has no moments.");
    }
    float beta1 = (float) how.beta1();
    float beta2 = (float) how.beta2();
    float epsilon = (float) how.epsilon();
    int floats = weights.value().floats();
    for (int from = 0; from < floats; from += CHUNK) {
      int start = from;
      int n = Math.min(CHUNK, floats - from);
      List<Access> accesses = new ArrayList<>();
      accesses.add(new Access(gradient.buffer(), from, from + n, false));
      for (Buffer written : List.of(weights.value(), first, second)) {
        accesses.add(new Access(written, from, from + n, true));
      }
      accesses.add(all(state, false));
      if (target != null && rate != null) {
        accesses.add(new Access(target, from, from + n, true));
        accesses.add(rate.read());
      }
      gated(
          target == null ? "adam" : "adam+polyak",
          0.1 + n * 1.8e-4,
          gate,
          () -> {
            long w = weights.value().at() + start;
            long g = gradient.at() + start;
            long v1 = first.at() + start;
            long v2 = second.at() + start;
            long s = state.at();
            if (target == null || rate == null) {
              return (m, scratch) -> AdamKernel.step(m, w, g, v1, v2, n, s, beta1, beta2, epsilon);
            }
            long to = target.at() + start;
            long tau = rate.at();
            return (m, scratch) ->
                AdamKernel.stepPolyak(m, w, g, v1, v2, n, s, beta1, beta2, epsilon, to, tau);
          },
          accesses.toArray(Access[]::new));
    }
  }
}
