package io.warmstart.engine;

import java.util.Arrays;

/** Draws the first values of one parameter in double precision. */
final class Initialisation {
  /** Standard deviation of a standard normal truncated at +-2. */
  private static final double TRUNCATED_DEVIATION = 0.8796256610342398;

  private Initialisation() {}

  /** Values of every rule but {@link Init.CopyOf}, which has none of its own. */
  static double[] values(long seed, String path, Init init, Shape shape) {
    Philox random = Philox.of(seed, "init", path);
    double[] values = new double[shape.count()];
    switch (init) {
      case Init.Zero zero -> {}
      case Init.One one -> Arrays.fill(values, 1);
      case Init.Constant constant -> Arrays.fill(values, constant.value());
      case Init.Uniform uniform -> uniform(random, uniform.bound(), values);
      case Init.TorchDefault torch -> uniform(random, 1 / Math.sqrt(fanIn(path, shape)), values);
      case Init.XavierUniform xavier ->
          uniform(
              random, xavier.gain() * Math.sqrt(6.0 / (fanIn(path, shape) + shape.last())), values);
      case Init.LecunNormal lecun ->
          truncated(random, Math.sqrt(1.0 / fanIn(path, shape)) / TRUNCATED_DEVIATION, values);
      case Init.HeNormal he -> {
        double deviation = Math.sqrt(2.0 / fanIn(path, shape));
        for (int i = 0; i < values.length; i++) {
          values[i] = deviation * random.normal(0, i);
        }
      }
      case Init.Orthogonal orthogonal -> orthogonal(random, orthogonal.gain(), path, shape, values);
      case Init.CopyOf copy ->
          throw new GraphException(
              path + " copies " + copy.path() + " and has no values of its own.");
    }
    return values;
  }

  private static int fanIn(String path, Shape shape) {
    if (shape.rank() < 2) {
      throw new ShapeException(
          "Parameter " + path + shape + " has no fan-in; its initialiser needs [..., in, out].");
    }
    // Filters [height, width, in, out]: every pixel of the window is an input.
    return shape.rank() == 4 ? shape.product(0, 3) : shape.size(shape.rank() - 2);
  }

  private static void uniform(Philox random, double bound, double[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = bound * (2 * random.uniform(0, i) - 1);
    }
  }

  /** Rejection: attempt k of element i is the number (k, i), so no element shifts another. */
  private static void truncated(Philox random, double deviation, double[] values) {
    for (int i = 0; i < values.length; i++) {
      long attempt = 0;
      double z = random.normal(attempt, i);
      while (Math.abs(z) > 2) {
        z = random.normal(++attempt, i);
      }
      values[i] = deviation * z;
    }
  }

  private static void orthogonal(
      Philox random, double gain, String path, Shape shape, double[] values) {
    int in = fanIn(path, shape);
    int out = shape.last();
    boolean wide = in < out;
    int vectors = wide ? in : out;
    int length = wide ? out : in;
    for (int member = 0; member < values.length / (in * out); member++) {
      int start = member * in * out;
      double[][] basis = new double[vectors][length];
      for (int v = 0; v < vectors; v++) {
        for (int k = 0; k < length; k++) {
          basis[v][k] = random.normal(0, start + v * (long) length + k);
        }
        // Twice is enough: the second pass removes what rounding left of the first.
        project(basis, v);
        project(basis, v);
        normalise(basis[v]);
        for (int k = 0; k < length; k++) {
          values[start + (wide ? v * out + k : k * out + v)] = gain * basis[v][k];
        }
      }
    }
  }

  private static void project(double[][] basis, int v) {
    for (int other = 0; other < v; other++) {
      double dot = 0;
      for (int k = 0; k < basis[v].length; k++) {
        dot += basis[v][k] * basis[other][k];
      }
      for (int k = 0; k < basis[v].length; k++) {
        basis[v][k] -= dot * basis[other][k];
      }
    }
  }

  private static void normalise(double[] vector) {
    double squares = 0;
    for (double x : vector) {
      squares += x * x;
    }
    double scale = 1 / Math.sqrt(squares);
    for (int k = 0; k < vector.length; k++) {
      vector[k] *= scale;
    }
  }
}
