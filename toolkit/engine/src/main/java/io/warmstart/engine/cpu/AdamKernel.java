package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.ALL;
import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.LE;
import static io.warmstart.engine.cpu.Lanes.S;
import static io.warmstart.engine.cpu.Lanes.base;
import static io.warmstart.engine.cpu.Lanes.get;
import static io.warmstart.engine.cpu.Lanes.set;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Adam with bias correction, gradient clipping by the global norm, decoupled weight decay and a
 * fused target average: m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2, p = p - rate (m / (1 -
 * b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon) with g already clipped and p already decayed by (1 -
 * rate decay).
 *
 * <p>One parameter set is four contiguous segments of n floats (n a multiple of 16): weights,
 * gradients, first and second moments. What changes between steps lives in the arena at {@code
 * state}: see {@link #STATE_FLOATS}. A refused step leaves weights, moments and the counter
 * untouched.
 *
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba, 2014, Algorithm 1</a>
 */
final class AdamKernel {
  /**
   * Floats of state: 0 the counter t (int bits), 1 the step size rate / (1 - b1^t), 2 the factor 1
   * / sqrt(1 - b2^t), 3 the clip scale, 4 the decay factor, 5 the refusal flag (1 = refused).
   */
  static final int STATE_FLOATS = 16;

  private static final int COUNTER = 0;
  private static final int STEP_SIZE = 1;
  private static final int ROOT_CORRECTION = 2;
  private static final int CLIP = 3;
  private static final int DECAY = 4;
  private static final int REFUSED = 5;

  private AdamKernel() {}

  /**
   * Decides about the step and writes the state: refused if the norm is not finite, otherwise t
   * advances.
   *
   * @param norm offset of the gradient norm (the root, not the square)
   * @param clipNorm largest norm that passes unscaled, 0 for no clipping; the scale is clipNorm /
   *     (norm + 1e-6) as in common practice
   */
  static void prepare(
      MemorySegment m,
      long state,
      long norm,
      double rate,
      double beta1,
      double beta2,
      double weightDecay,
      double clipNorm) {
    long s = base(m) + state;
    float length = get(base(m) + norm);
    if (!Float.isFinite(length)) {
      set(s + REFUSED, 1f);
      return;
    }
    int t = ALL.get(JAVA_INT, (s + COUNTER) << 2) + 1;
    ALL.set(JAVA_INT, (s + COUNTER) << 2, t);
    set(s + STEP_SIZE, (float) (rate / (1 - StrictMath.pow(beta1, t))));
    set(s + ROOT_CORRECTION, (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, t))));
    set(s + CLIP, clipNorm > 0 ? (float) Math.min(1, clipNorm / (length + 1e-6)) : 1f);
    set(s + DECAY, (float) (1 - rate * weightDecay));
    set(s + REFUSED, 0f);
  }

  /** True if the last {@link #prepare} refused the step. */
  static boolean refused(MemorySegment m, long state) {
    return get(base(m) + state + REFUSED) != 0f;
  }

  /** Number of accepted steps. */
  static int steps(MemorySegment m, long state) {
    return ALL.get(JAVA_INT, (base(m) + state + COUNTER) << 2);
  }

  /** Restores the number of accepted steps, as after loading a checkpoint. */
  static void setSteps(MemorySegment m, long state, int steps) {
    ALL.set(JAVA_INT, (base(m) + state + COUNTER) << 2, steps);
  }

  /** One update of n weights; does nothing if the step was refused. */
  static void step(
      MemorySegment m,
      long weights,
      long gradients,
      long first,
      long second,
      int n,
      long state,
      float beta1,
      float beta2,
      float epsilon) {
    if (refused(m, state)) {
      return;
    }
    long base = base(m);
    long s = base + state;
    FloatVector rate = FloatVector.broadcast(S, get(s + STEP_SIZE));
    FloatVector root = FloatVector.broadcast(S, get(s + ROOT_CORRECTION));
    float clip = get(s + CLIP);
    float decay = get(s + DECAY);
    for (int j = 0; j < n; j += L) {
      FloatVector g =
          FloatVector.fromMemorySegment(S, ALL, (base + gradients + j) << 2, LE).mul(clip);
      FloatVector v1 =
          FloatVector.fromMemorySegment(S, ALL, (base + first + j) << 2, LE)
              .mul(beta1)
              .add(g.mul(1 - beta1));
      FloatVector v2 =
          FloatVector.fromMemorySegment(S, ALL, (base + second + j) << 2, LE)
              .mul(beta2)
              .add(g.mul(g).mul(1 - beta2));
      FloatVector p =
          FloatVector.fromMemorySegment(S, ALL, (base + weights + j) << 2, LE).mul(decay);
      v1.intoMemorySegment(ALL, (base + first + j) << 2, LE);
      v2.intoMemorySegment(ALL, (base + second + j) << 2, LE);
      p.sub(v1.mul(rate).div(v2.sqrt().mul(root).add(epsilon)))
          .intoMemorySegment(ALL, (base + weights + j) << 2, LE);
    }
  }

  /**
   * {@link #step}, then target = target + tau (weights - target) for the target's n floats; a
   * refused step still moves the target, exactly as the two kernels in sequence.
   *
   * @param tau offset of the rate, one float
   */
  static void stepPolyak(
      MemorySegment m,
      long weights,
      long gradients,
      long first,
      long second,
      int n,
      long state,
      float beta1,
      float beta2,
      float epsilon,
      long target,
      long tau) {
    if (refused(m, state)) {
      polyak(m, target, weights, n, tau);
      return;
    }
    long base = base(m);
    long s = base + state;
    FloatVector rate = FloatVector.broadcast(S, get(s + STEP_SIZE));
    FloatVector root = FloatVector.broadcast(S, get(s + ROOT_CORRECTION));
    FloatVector mix = FloatVector.broadcast(S, get(base + tau));
    VectorMask<Float> copy = mix.compare(VectorOperators.EQ, 1f);
    float clip = get(s + CLIP);
    float decay = get(s + DECAY);
    for (int j = 0; j < n; j += L) {
      FloatVector g =
          FloatVector.fromMemorySegment(S, ALL, (base + gradients + j) << 2, LE).mul(clip);
      FloatVector v1 =
          FloatVector.fromMemorySegment(S, ALL, (base + first + j) << 2, LE)
              .mul(beta1)
              .add(g.mul(1 - beta1));
      FloatVector v2 =
          FloatVector.fromMemorySegment(S, ALL, (base + second + j) << 2, LE)
              .mul(beta2)
              .add(g.mul(g).mul(1 - beta2));
      FloatVector p =
          FloatVector.fromMemorySegment(S, ALL, (base + weights + j) << 2, LE).mul(decay);
      v1.intoMemorySegment(ALL, (base + first + j) << 2, LE);
      v2.intoMemorySegment(ALL, (base + second + j) << 2, LE);
      p = p.sub(v1.mul(rate).div(v2.sqrt().mul(root).add(epsilon)));
      p.intoMemorySegment(ALL, (base + weights + j) << 2, LE);
      FloatVector t = FloatVector.fromMemorySegment(S, ALL, (base + target + j) << 2, LE);
      p.sub(t).fma(mix, t).blend(p, copy).intoMemorySegment(ALL, (base + target + j) << 2, LE);
    }
  }

  /**
   * target = target + tau (online - target) over n floats, exactly online for tau = 1.
   *
   * @param tau offset of one float
   */
  static void polyak(MemorySegment m, long target, long online, int n, long tau) {
    long base = base(m);
    FloatVector mix = FloatVector.broadcast(S, get(base + tau));
    VectorMask<Float> copy = mix.compare(VectorOperators.EQ, 1f);
    for (int j = 0; j < n; j += L) {
      FloatVector p = FloatVector.fromMemorySegment(S, ALL, (base + online + j) << 2, LE);
      FloatVector t = FloatVector.fromMemorySegment(S, ALL, (base + target + j) << 2, LE);
      p.sub(t).fma(mix, t).blend(p, copy).intoMemorySegment(ALL, (base + target + j) << 2, LE);
    }
  }
}
