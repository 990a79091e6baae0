package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Elementary functions on vectors of float32, as polynomials in fused multiply-adds.
 *
 * <p>{@code lanewise(EXP)} and its kin give other bits interpreted than compiled; these do not. The
 * coefficients are relative least-maximum fits (Lawson's weighted least squares) on the reduced
 * range named at each use. NaN stays NaN everywhere. The methods are straight lines of code without
 * branches, because {@link ChainCompiler} copies them into the chains it generates: C2 stops
 * inlining ordinary methods when a method has grown, and then boxes vectors.
 */
final class Transcendental {
  private static final float LOG2_E = 1.442695f;
  private static final float LN2_HIGH = 0.6933594f;
  private static final float LN2_LOW = -0.00021219444f;

  /** Adding it (1.5 * 2^23) rounds to an integer, which then stands in the low bits. */
  private static final float ROUNDER = 12582912f;

  private static final float PI_HALVES_HIGH = 1.5707964f;
  private static final float PI_HALVES_LOW = -4.371139e-8f;

  private static final int ROUNDER_BITS = 0x4b400000;
  private static final int SQRT_HALF_BITS = 0x3f3504f3;

  private Transcendental() {}

  /**
   * e^x. Overflows to infinity above 88.72, gradually underflows to 0 below -87.3; relative error
   * below 1.5 ulp.
   */
  static FloatVector exp(FloatVector x) {
    FloatVector shifted =
        x.fma(FloatVector.broadcast(S, LOG2_E), FloatVector.broadcast(S, ROUNDER));
    FloatVector n = shifted.sub(ROUNDER);
    FloatVector r = n.fma(FloatVector.broadcast(S, -LN2_HIGH), x);
    r = n.fma(FloatVector.broadcast(S, -LN2_LOW), r);
    FloatVector p =
        r.fma(FloatVector.broadcast(S, 0.001381456f), FloatVector.broadcast(S, 0.008368735f));
    p = p.fma(r, FloatVector.broadcast(S, 0.04166839f));
    p = p.fma(r, FloatVector.broadcast(S, 0.16666521f));
    p = p.fma(r, FloatVector.broadcast(S, 0.49999994f));
    p = p.fma(r.mul(r), r).add(1f);
    FloatVector y = scale(p, shifted.reinterpretAsInts().sub(ROUNDER_BITS));
    y = y.blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, 88.72284f));
    return y.blend(0f, x.compare(VectorOperators.LT, -104f));
  }

  /**
   * p 2^n for |n| up to 252, in two factors so that neither overflows and subnormals round once.
   */
  private static FloatVector scale(FloatVector p, IntVector n) {
    IntVector half = n.lanewise(VectorOperators.ASHR, 1);
    IntVector rest = n.sub(half);
    FloatVector first = half.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    FloatVector second = rest.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    return p.mul(first).mul(second);
  }

  /**
   * Natural logarithm. log(0) is -infinity, below zero NaN; subnormals are exact to the same 1.5
   * ulp.
   */
  static FloatVector log(FloatVector x) {
    VectorMask<Float> small = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
    IntVector bits = x.blend(x.mul(0x1p23f), small).reinterpretAsInts();
    IntVector k = bits.sub(SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, 23);
    FloatVector f = bits.sub(k.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats().sub(1f);
    // Small integers become floats without a conversion: their bits are added to the rounder's.
    FloatVector exponent = k.add(ROUNDER_BITS).reinterpretAsFloats().sub(ROUNDER);
    exponent = exponent.blend(exponent.sub(23f), small);
    FloatVector y = logOfFraction(f, exponent);
    y = y.blend(x, x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
    y = y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
    return y.blend(Float.NaN, x.compare(VectorOperators.GE, 0f).not());
  }

  /** log(1 + f) + exponent ln 2 for f in [sqrt(1/2) - 1, sqrt(2) - 1]. */
  private static FloatVector logOfFraction(FloatVector f, FloatVector exponent) {
    FloatVector p =
        f.fma(FloatVector.broadcast(S, -0.076344974f), FloatVector.broadcast(S, 0.12761578f));
    p = p.fma(f, FloatVector.broadcast(S, -0.13160183f));
    p = p.fma(f, FloatVector.broadcast(S, 0.14201757f));
    p = p.fma(f, FloatVector.broadcast(S, -0.16623357f));
    p = p.fma(f, FloatVector.broadcast(S, 0.20001227f));
    p = p.fma(f, FloatVector.broadcast(S, -0.2500082f));
    p = p.fma(f, FloatVector.broadcast(S, 0.3333333f));
    FloatVector z = f.mul(f);
    FloatVector y = p.mul(z.mul(f));
    y = exponent.fma(FloatVector.broadcast(S, LN2_LOW), y);
    y = z.fma(FloatVector.broadcast(S, -0.5f), y);
    return exponent.fma(FloatVector.broadcast(S, LN2_HIGH), f.add(y));
  }

  /** Hyperbolic tangent; odd, exact at 0, exactly 1 in magnitude from 9.02 on; below 2 ulp. */
  static FloatVector tanh(FloatVector x) {
    FloatVector a = x.abs();
    FloatVector z = x.mul(x);
    FloatVector p =
        z.fma(FloatVector.broadcast(S, -0.0056669773f), FloatVector.broadcast(S, 0.020606177f));
    p = p.fma(z, FloatVector.broadcast(S, -0.053730007f));
    p = p.fma(z, FloatVector.broadcast(S, 0.13331302f));
    p = p.fma(z, FloatVector.broadcast(S, -0.33333278f));
    FloatVector inner = p.fma(z.mul(x), x);
    FloatVector outer =
        FloatVector.broadcast(S, 1f).sub(FloatVector.broadcast(S, 2f).div(exp(a.add(a)).add(1f)));
    return withSign(outer, x).blend(inner, a.compare(VectorOperators.LT, 0.625f));
  }

  /** Logistic function 1 / (1 + e^-x), accurate in both tails; below 3 ulp. */
  static FloatVector sigmoid(FloatVector x) {
    FloatVector e = exp(x.abs().neg());
    FloatVector numerator =
        FloatVector.broadcast(S, 1f).blend(e, x.compare(VectorOperators.LT, 0f));
    return numerator.div(e.add(1f));
  }

  /** log(1 + e^x) = max(x, 0) + log1p(e^-|x|), without overflow; below 3 ulp. */
  static FloatVector softplus(FloatVector x) {
    FloatVector e = exp(x.abs().neg());
    FloatVector u = e.add(1f);
    // Rounding of 1 + e is returned to the logarithm; u is in [1, 2], so nothing else can happen.
    VectorMask<Float> upper = u.compare(VectorOperators.GT, 1.4142135f);
    FloatVector f = u.blend(u.mul(0.5f), upper).sub(1f);
    FloatVector y = logOfFraction(f, FloatVector.zero(S).blend(1f, upper));
    y = y.add(e.sub(u.sub(1f)).div(u));
    return x.blend(0f, x.compare(VectorOperators.LE, 0f)).add(y);
  }

  /** Error function; odd, exact at 0, exactly 1 in magnitude from 4 on; below 3 ulp. */
  static FloatVector erf(FloatVector x) {
    FloatVector a = x.abs();
    FloatVector outer = FloatVector.broadcast(S, 1f).sub(exp(logErfc(a)));
    outer = outer.blend(1f, a.compare(VectorOperators.GE, 4f));
    FloatVector z = x.mul(x);
    FloatVector p =
        z.fma(FloatVector.broadcast(S, 8.316788e-5f), FloatVector.broadcast(S, -0.00081300165f));
    p = p.fma(z, FloatVector.broadcast(S, 0.005199907f));
    p = p.fma(z, FloatVector.broadcast(S, -0.026858943f));
    p = p.fma(z, FloatVector.broadcast(S, 0.112836875f));
    p = p.fma(z, FloatVector.broadcast(S, -0.37612632f));
    p = p.fma(z, FloatVector.broadcast(S, 0.12837917f));
    return withSign(outer, x).blend(p.fma(x, x), a.compare(VectorOperators.LT, 0.92f));
  }

  /** log(erfc(a)) for a in [0.92, 4], a polynomial around 2.4. */
  private static FloatVector logErfc(FloatVector a) {
    FloatVector t = a.sub(2.4f);
    FloatVector p =
        t.fma(FloatVector.broadcast(S, -2.1094964e-5f), FloatVector.broadcast(S, 8.0066275e-5f));
    p = p.fma(t, FloatVector.broadcast(S, -0.00046645745f));
    p = p.fma(t, FloatVector.broadcast(S, 0.0023976134f));
    p = p.fma(t, FloatVector.broadcast(S, -0.011762502f));
    p = p.fma(t, FloatVector.broadcast(S, -0.9405016f));
    p = p.fma(t, FloatVector.broadcast(S, -5.164237f));
    return p.fma(t, FloatVector.broadcast(S, -7.2809753f));
  }

  /** cos(2 pi u) for u in [0, 1]; absolute error below 1e-7. */
  static FloatVector cosTwoPi(FloatVector u) {
    return sinOfTurns(u, 1);
  }

  /** sin(2 pi u) for u in [0, 1]; absolute error below 1e-7. */
  static FloatVector sinTwoPi(FloatVector u) {
    return sinOfTurns(u, 0);
  }

  /** sin(2 pi (u + quarters / 4)): quarter turns are exact, the rest is at most an eighth. */
  private static FloatVector sinOfTurns(FloatVector u, int quarters) {
    FloatVector shifted = u.mul(4f).add(ROUNDER);
    FloatVector r = shifted.sub(ROUNDER).fma(FloatVector.broadcast(S, -0.25f), u);
    return sinOfEighth(r, shifted.reinterpretAsInts().add(quarters));
  }

  /**
   * Sine of an angle in radians; odd, exact at 0. Whole quarter turns are taken off in two parts,
   * so that the absolute error stays below 2e-7 for angles up to 1e4; infinite ones give NaN.
   */
  static FloatVector sin(FloatVector x) {
    FloatVector shifted =
        x.fma(FloatVector.broadcast(S, 0.63661975f), FloatVector.broadcast(S, ROUNDER));
    FloatVector n = shifted.sub(ROUNDER);
    FloatVector r = n.fma(FloatVector.broadcast(S, -PI_HALVES_HIGH), x);
    r = n.fma(FloatVector.broadcast(S, -PI_HALVES_LOW), r);
    return sinOfEighth(r.mul(0.15915494f), shifted.reinterpretAsInts());
  }

  /** sin(2 pi (r + q / 4)) for |r| up to an eighth. */
  private static FloatVector sinOfEighth(FloatVector r, IntVector q) {
    FloatVector z = r.mul(r);
    FloatVector s =
        z.fma(FloatVector.broadcast(S, 41.468914f), FloatVector.broadcast(S, -76.69775f));
    s = s.fma(z, FloatVector.broadcast(S, 81.6052f));
    s = s.fma(z, FloatVector.broadcast(S, -41.3417f));
    s = s.fma(z, FloatVector.broadcast(S, 6.2831855f)).mul(r);
    FloatVector c = z.fma(FloatVector.broadcast(S, 59.2276f), FloatVector.broadcast(S, -85.44319f));
    c = c.fma(z, FloatVector.broadcast(S, 64.93932f));
    c = c.fma(z, FloatVector.broadcast(S, -19.739208f));
    c = c.fma(z, FloatVector.broadcast(S, 1f));
    // Bit 0 of q chooses the cosine, bit 1 the sign.
    FloatVector odd = q.and(1).add(ROUNDER_BITS).reinterpretAsFloats().sub(ROUNDER);
    FloatVector y = s.blend(c, odd.compare(VectorOperators.GT, 0.5f));
    IntVector sign = q.and(2).lanewise(VectorOperators.LSHL, 30);
    return y.reinterpretAsInts().lanewise(VectorOperators.XOR, sign).reinterpretAsFloats();
  }

  /** The magnitude of the first with the sign of the second. */
  private static FloatVector withSign(FloatVector magnitude, FloatVector sign) {
    IntVector bit = sign.reinterpretAsInts().and(0x80000000);
    return magnitude.reinterpretAsInts().or(bit).reinterpretAsFloats();
  }
}
