package io.warmstart.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.Parameters;
import io.warmstart.engine.Session;
import io.warmstart.engine.reference.ReferenceExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gradients of whole updates on the cpu executor against the reference executor, with all fusions
 * and with each one switched off. After the first update Adam's first moment is the gradient times
 * a constant. Weights are not compared: where a gradient is nearly zero its sign, and with it a
 * whole step of Adam, depends on rounding.
 */
class CpuParityTest {

  static Stream<Arguments> variants() {
    List<Arguments> all = new ArrayList<>();
    for (SmallPrograms program : SmallPrograms.values()) {
      variations().forEach((name, fusions) -> all.add(Arguments.of(program, name, fusions)));
    }
    return all.stream();
  }

  private static Map<String, Fusions> variations() {
    Map<String, Fusions> all = new TreeMap<>();
    all.put("all", Fusions.ALL);
    all.put("none", Fusions.NONE);
    for (int off = 0; off < 9; off++) {
      boolean[] on = new boolean[9];
      for (int i = 0; i < 9; i++) {
        on[i] = i != off;
      }
      all.put(
          "without " + off,
          new Fusions(on[0], on[1], on[2], on[3], on[4], on[5], on[6], on[7], on[8]));
    }
    return all;
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("variants")
  void gradientsEqualTheReference(SmallPrograms program, String name, Fusions fusions) {
    Parameters ours = new Parameters();
    Parameters exact = new Parameters();
    CpuExecutor cpu = new CpuExecutor(new CpuExecutor.Options(1, 0, fusions));
    try (Session fast = cpu.open(program.declare(ours), ours, SmallPrograms.feed(), 7);
        Session slow =
            new ReferenceExecutor().open(program.declare(exact), exact, SmallPrograms.feed(), 7)) {
      fast.run(1);
      slow.run(1);
      assertThat(fast.refused()).isFalse();
      compare(States.floats(fast), States.floats(slow), 2e-5);
      fast.run(1);
      slow.run(1);
      compare(States.floats(fast), States.floats(slow), 1e-2);
      Map<String, Double> expected = metrics(slow);
      assertThat(metrics(fast)).hasSameSizeAs(expected);
      Map<String, Double> found = metrics(fast);
      expected.forEach((key, value) ->
          assertThat(found.getOrDefault(key, Double.NaN))
              .as(key)
              .isCloseTo(value, within(1e-3 * (1 + Math.abs(value)))));
    }
  }

  private static Map<String, Double> metrics(Session session) {
    Map<String, Double> found = new TreeMap<>();
    session.metrics(
        (plan, metric, seed, step, value) -> found.put(plan + metric + seed + step, value));
    return found;
  }

  private static void compare(Map<String, float[]> fast, Map<String, float[]> slow, double limit) {
    assertThat(fast.keySet()).isEqualTo(slow.keySet());
    for (Map.Entry<String, float[]> entry : slow.entrySet()) {
      if (!entry.getKey().endsWith("#m")) {
        continue;
      }
      float[] exact = entry.getValue();
      float[] ours = fast.getOrDefault(entry.getKey(), new float[0]);
      double error = 0;
      double norm = 0;
      for (int i = 0; i < exact.length; i++) {
        error += Math.pow(ours[i] - exact[i], 2);
        norm += Math.pow(exact[i], 2);
      }
      assertThat(Math.sqrt(error))
          .as(entry.getKey())
          .isLessThanOrEqualTo(limit * Math.sqrt(norm) + 1e-9);
    }
  }
}
