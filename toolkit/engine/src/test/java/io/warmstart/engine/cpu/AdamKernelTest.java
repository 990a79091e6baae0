package io.warmstart.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.cpu.Memory.Matrix;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class AdamKernelTest {
  private static final int ROWS = 5;
  private static final int COLS = 21;
  private static final double RATE = 3e-3;

  private final Memory memory = new Memory(5);
  private final MemorySegment m = memory.m;
  private final Matrix weights = memory.normal(ROWS, COLS);
  private final Matrix gradients = memory.zeros(ROWS, COLS);
  private final Matrix first = memory.zeros(ROWS, COLS);
  private final Matrix second = memory.zeros(ROWS, COLS);
  private final Matrix target = memory.normal(ROWS, COLS);
  private final Matrix norm = memory.zeros(1, 1);
  private final Matrix tau = memory.zeros(1, 1);
  private final long state = memory.scratch(AdamKernel.STATE_FLOATS);

  @Test
  void tenStepsFollowTheReferenceInDouble() {
    int n = ROWS * COLS;
    double[] p = new double[n];
    double[] m1 = new double[n];
    double[] m2 = new double[n];
    double[] t = new double[n];
    for (int e = 0; e < n; e++) {
      p[e] = memory.get(weights, e / COLS, e % COLS);
      t[e] = memory.get(target, e / COLS, e % COLS);
    }
    memory.set(tau, 0, 0, 0.25f);
    for (int step = 1; step <= 10; step++) {
      double length = randomGradients();
      double clip = Math.min(1, 3 / (length + 1e-6));
      update(0.01, 3, true);
      for (int e = 0; e < n; e++) {
        double g = memory.get(gradients, e / COLS, e % COLS) * clip;
        m1[e] = 0.9 * m1[e] + 0.1 * g;
        m2[e] = 0.99 * m2[e] + 0.01 * g * g;
        double mean = m1[e] / (1 - Math.pow(0.9, step));
        double root = Math.sqrt(m2[e] / (1 - Math.pow(0.99, step))) + 1e-8;
        p[e] = p[e] * (1 - RATE * 0.01) - RATE * mean / root;
        t[e] += 0.25 * (p[e] - t[e]);
      }
    }
    for (int e = 0; e < n; e++) {
      assertThat((double) memory.get(weights, e / COLS, e % COLS)).isCloseTo(p[e], within(2e-6));
      assertThat((double) memory.get(target, e / COLS, e % COLS)).isCloseTo(t[e], within(2e-6));
    }
    assertThat(AdamKernel.steps(m, state)).isEqualTo(10);
    memory.assertPadsAreZero();
  }

  @Test
  void fusedTargetEqualsTheTwoKernelsInSequence() {
    memory.set(tau, 0, 0, 0.005f);
    randomGradients();
    AdamKernelTest twin = new AdamKernelTest();
    twin.memory.set(twin.tau, 0, 0, 0.005f);
    twin.randomGradients();
    update(0, 0, true);
    twin.update(0, 0, false);
    AdamKernel.polyak(
        twin.m, twin.target.at(), twin.weights.at(), twin.weights.size(), twin.tau.at());
    assertThat(twin.memory.hash(twin.target)).isEqualTo(memory.hash(target));
    assertThat(twin.memory.hash(twin.weights)).isEqualTo(memory.hash(weights));
  }

  @Test
  void nonFiniteNormRefusesTheStep() {
    randomGradients();
    memory.set(norm, 0, 0, Float.NaN);
    memory.set(gradients, 2, 3, Float.NaN);
    long before = memory.hash(weights);
    AdamKernel.prepare(m, state, norm.at(), RATE, 0.9, 0.99, 0, 0);
    step(false);
    assertThat(AdamKernel.refused(m, state)).isTrue();
    assertThat(memory.hash(weights)).isEqualTo(before);
    assertThat(AdamKernel.steps(m, state)).isZero();
    double length = randomGradients();
    memory.set(norm, 0, 0, (float) length);
    AdamKernel.prepare(m, state, norm.at(), RATE, 0.9, 0.99, 0, 0);
    step(false);
    assertThat(memory.hash(weights)).isNotEqualTo(before);
    assertThat(AdamKernel.steps(m, state)).isEqualTo(1);
  }

  @Test
  void averagingWithRateOneCopies() {
    memory.set(tau, 0, 0, 1f);
    AdamKernel.polyak(m, target.at(), weights.at(), weights.size(), tau.at());
    assertThat(memory.hash(target)).isEqualTo(memory.hash(weights));
  }

  private double randomGradients() {
    double sum = 0;
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < COLS; j++) {
        float g = (float) memory.random.nextGaussian();
        memory.set(gradients, i, j, g);
        sum += g * g;
      }
    }
    memory.set(norm, 0, 0, (float) Math.sqrt(sum));
    return Math.sqrt(sum);
  }

  private void update(double decay, double clip, boolean fused) {
    AdamKernel.prepare(m, state, norm.at(), RATE, 0.9, 0.99, decay, clip);
    step(fused);
  }

  private void step(boolean fused) {
    int n = weights.size();
    if (fused) {
      AdamKernel.stepPolyak(
          m,
          weights.at(),
          gradients.at(),
          first.at(),
          second.at(),
          n,
          state,
          0.9f,
          0.99f,
          1e-8f,
          target.at(),
          tau.at());
    } else {
      AdamKernel.step(
          m, weights.at(), gradients.at(), first.at(), second.at(), n, state, 0.9f, 0.99f, 1e-8f);
    }
  }
}
