package io.warmstart.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.junit.jupiter.api.Test;

class TranscendentalTest {
  private static final int POINTS = 200_000;

  @Test
  void expIsWithinTwoUlpAndMonotone() {
    assertThat(worstUlp(Transcendental::exp, Math::exp, -103, 88.72)).isLessThan(1.5);
    assertThat(worstUlp(Transcendental::exp, Math::exp, -1, 1)).isLessThan(1.5);
    assertThat(isMonotone(Transcendental::exp, -104, 89)).isTrue();
  }

  @Test
  void logIsWithinTwoUlp() {
    assertThat(worstUlp(Transcendental::log, Math::log, 0.5, 2)).isLessThan(1.5);
    assertThat(worstUlp(Transcendental::log, Math::log, 1e-30, 1e30)).isLessThan(1.5);
    assertThat(worstUlp(Transcendental::log, Math::log, 1e-45, 2e-38)).isLessThan(1.5);
  }

  @Test
  void tanhIsWithinTwoUlpAndSaturatesMonotonically() {
    assertThat(worstUlp(Transcendental::tanh, Math::tanh, -0.01, 0.01)).isLessThan(1);
    assertThat(worstUlp(Transcendental::tanh, Math::tanh, -10, 10)).isLessThan(2);
    assertThat(isMonotone(Transcendental::tanh, -12, 12)).isTrue();
    assertThat(one(Transcendental::tanh, 9.1f)).isEqualTo(1f);
    assertThat(one(Transcendental::tanh, -1e30f)).isEqualTo(-1f);
  }

  @Test
  void sigmoidAndSoftplusAreWithinFourUlp() {
    DoubleUnaryOperator sigmoid = x -> 1 / (1 + Math.exp(-x));
    DoubleUnaryOperator softplus = x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    assertThat(worstUlp(Transcendental::sigmoid, sigmoid, -87, 20)).isLessThan(4);
    assertThat(worstUlp(Transcendental::softplus, softplus, -87, 20)).isLessThan(4);
    assertThat(one(Transcendental::softplus, 1e30f)).isEqualTo(1e30f);
  }

  @Test
  void erfIsWithinFourUlp() {
    assertThat(worstUlp(Transcendental::erf, TranscendentalTest::erf, -4.5, 4.5)).isLessThan(4);
    assertThat(worstUlp(Transcendental::erf, TranscendentalTest::erf, -1e-3, 1e-3)).isLessThan(4);
    assertThat(isMonotone(Transcendental::erf, -5, 5)).isTrue();
  }

  @Test
  void turnsAreExactAtQuartersAndCloseElsewhere() {
    for (int k = 0; k <= 4096; k++) {
      float u = k / 4096f;
      assertThat(one(Transcendental::sinTwoPi, u))
          .isCloseTo(
              (float) Math.sin(2 * Math.PI * u), org.assertj.core.data.Offset.offset(1.2e-7f));
      assertThat(one(Transcendental::cosTwoPi, u))
          .isCloseTo(
              (float) Math.cos(2 * Math.PI * u), org.assertj.core.data.Offset.offset(1.2e-7f));
    }
    assertThat(one(Transcendental::cosTwoPi, 0f)).isEqualTo(1f);
    assertThat(one(Transcendental::cosTwoPi, 0.5f)).isEqualTo(-1f);
    assertThat(one(Transcendental::sinTwoPi, 0.75f)).isEqualTo(-1f);
  }

  @Test
  void sinIsCloseForSmallAndLargeAngles() {
    for (double size : new double[] {1e-3, 1, 10, 1e4}) {
      for (int k = -20_000; k <= 20_000; k++) {
        float x = (float) (size * k / 20_000);
        assertThat((double) one(Transcendental::sin, x)).isCloseTo(Math.sin(x), offset(2e-7));
      }
    }
    assertThat(worstUlp(Transcendental::sin, Math::sin, -0.7, 0.7)).isLessThan(3);
    assertThat(one(Transcendental::sin, 0f)).isZero();
    assertThat(one(Transcendental::sin, Float.POSITIVE_INFINITY)).isNaN();
  }

  @Test
  void edgesFollowTheMathematics() {
    float infinity = Float.POSITIVE_INFINITY;
    assertThat(one(Transcendental::exp, 0f)).isEqualTo(1f);
    assertThat(one(Transcendental::exp, infinity)).isEqualTo(infinity);
    assertThat(one(Transcendental::exp, 89f)).isEqualTo(infinity);
    assertThat(one(Transcendental::exp, -infinity)).isZero();
    assertThat(one(Transcendental::exp, -200f)).isZero();
    assertThat(one(Transcendental::log, 1f)).isZero();
    assertThat(one(Transcendental::log, 0f)).isEqualTo(-infinity);
    assertThat(one(Transcendental::log, infinity)).isEqualTo(infinity);
    assertThat(one(Transcendental::log, -1f)).isNaN();
    assertThat(one(Transcendental::tanh, 0f)).isZero();
    assertThat(one(Transcendental::erf, 0f)).isZero();
    assertThat(one(Transcendental::sigmoid, 0f)).isEqualTo(0.5f);
    assertThat(one(Transcendental::sigmoid, -infinity)).isZero();
    assertThat(one(Transcendental::softplus, -infinity)).isZero();
  }

  @Test
  void notANumberStays() {
    assertThat(one(Transcendental::exp, Float.NaN)).isNaN();
    assertThat(one(Transcendental::log, Float.NaN)).isNaN();
    assertThat(one(Transcendental::tanh, Float.NaN)).isNaN();
    assertThat(one(Transcendental::sigmoid, Float.NaN)).isNaN();
    assertThat(one(Transcendental::softplus, Float.NaN)).isNaN();
    assertThat(one(Transcendental::erf, Float.NaN)).isNaN();
    assertThat(one(Transcendental::sin, Float.NaN)).isNaN();
  }

  @Test
  void everyLaneAndEveryTailGiveTheSameBits() {
    float[] values = {-90f, -3.3f, -0.7f, -1e-6f, 0.3f, 0.93f, 2.5f, 30f};
    for (float value : values) {
      float expected = one(Transcendental::erf, value);
      for (int lane = 0; lane < Lanes.L; lane++) {
        float[] x = new float[Lanes.L];
        x[lane] = value;
        VectorMask<Float> mask = Lanes.S.indexInRange(0, lane + 1);
        FloatVector y = Transcendental.erf(FloatVector.fromArray(Lanes.S, x, 0, mask));
        assertThat(y.lane(lane)).isEqualTo(expected);
      }
    }
  }

  private static float one(UnaryOperator<FloatVector> f, float x) {
    return f.apply(FloatVector.broadcast(Lanes.S, x)).lane(Lanes.L - 1);
  }

  private static double worstUlp(
      UnaryOperator<FloatVector> f, DoubleUnaryOperator exact, double low, double high) {
    double worst = 0;
    float[] x = new float[Lanes.L];
    for (int i = 0; i < POINTS; i += Lanes.L) {
      for (int k = 0; k < Lanes.L; k++) {
        x[k] = (float) (low + (high - low) * (i + k) / POINTS);
      }
      FloatVector y = f.apply(FloatVector.fromArray(Lanes.S, x, 0));
      for (int k = 0; k < Lanes.L; k++) {
        double e = exact.applyAsDouble(x[k]);
        worst = Math.max(worst, Math.abs(y.lane(k) - e) / Math.ulp((float) e));
      }
    }
    return worst;
  }

  private static boolean isMonotone(UnaryOperator<FloatVector> f, double low, double high) {
    float last = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < POINTS; i++) {
      float y = one(f, (float) (low + (high - low) * i / POINTS));
      if (y < last) {
        return false;
      }
      last = y;
    }
    return true;
  }

  /** Taylor series near zero, continued fraction of the complement beyond. */
  static double erf(double x) {
    double a = Math.abs(x);
    if (a > 3) {
      double fraction = 0;
      for (int n = 80; n > 0; n--) {
        fraction = n / 2.0 / (a + fraction);
      }
      return Math.signum(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction));
    }
    double sum = 0;
    double term = x;
    for (int n = 0; n < 100; n++) {
      sum += term / (2 * n + 1);
      term *= -x * x / (n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }
}
