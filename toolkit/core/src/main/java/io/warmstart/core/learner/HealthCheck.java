package io.warmstart.core.learner;

import io.warmstart.engine.DType;
import io.warmstart.engine.Shape;
import io.warmstart.engine.StateSink;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks for the first weight or metric beyond its limit; sees a learner's state as it is saved. */
final class HealthCheck implements StateSink {
  private final HealthLimits limits;
  private @Nullable String tensor;
  private double value;

  HealthCheck(HealthLimits limits) {
    this.limits = limits;
  }

  @Override
  public void put(int seed, String name, DType type, Shape shape, MemorySegment data) {
    // Moments and counters are marked by #; the normaliser is data, not learned.
    boolean learned = !name.contains("#") && !name.startsWith("normalizer/");
    if (tensor == null && type == DType.F32 && learned) {
      for (long i = 0; i < shape.count(); i++) {
        look(name, data.getAtIndex(ValueLayout.JAVA_FLOAT, i), limits.weight());
      }
    }
  }

  void metrics(Map<String, Double> metrics) {
    metrics.forEach((name, found) -> {
      if (name.endsWith("/mean")) {
        look(name, found, limits.value());
      } else if (name.endsWith("/loss")) {
        look(name, found, limits.value() * limits.value());
      }
    });
  }

  private void look(String name, double found, double limit) {
    if (tensor == null && !(Math.abs(found) <= limit)) {
      tensor = name;
      value = found;
    }
  }

  /** First name beyond its limit, null if all are healthy. */
  @Nullable String tensor() {
    return tensor;
  }

  /** The value found there. */
  double value() {
    return value;
  }
}
