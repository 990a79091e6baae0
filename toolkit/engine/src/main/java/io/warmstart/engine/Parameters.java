package io.warmstart.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All parameters of one learner, shared by its graphs. Recording is not thread-safe. */
public final class Parameters {
  private final Map<String, Parameter> byPath = new LinkedHashMap<>();

  /** An empty collection. */
  public Parameters() {}

  /**
   * Declares a parameter.
   *
   * @param path stable name; a path used twice is an error
   * @param sizes without the seed axis; none for a scalar
   */
  public Parameter add(String path, Init init, int... sizes) {
    return add(path, init, Shape.of(sizes));
  }

  /** Declares a parameter. */
  public Parameter add(String path, Init init, Shape shape) {
    Parameter parameter = new Parameter(path, init, shape);
    if (init instanceof Init.CopyOf copy && !get(copy.path()).shape().equals(shape)) {
      throw new ShapeException(
          "Parameter " + parameter + " copies " + get(copy.path()) + " of another shape.");
    }
    if (byPath.putIfAbsent(path, parameter) != null) {
      throw new GraphException(
          "Parameter " + path + " is declared twice; give every parameter its own path.");
    }
    return parameter;
  }

  /**
   * The parameter of this path.
   *
   * @throws GraphException if there is none
   */
  public Parameter get(String path) {
    Parameter parameter = byPath.get(path);
    if (parameter == null) {
      throw new GraphException(
          "There is no parameter " + path + "; declared are " + byPath.keySet());
    }
    return parameter;
  }

  /** Whether a parameter of this path is declared. */
  public boolean contains(String path) {
    return byPath.containsKey(path);
  }

  /** All parameters in order of declaration. */
  public List<Parameter> all() {
    return List.copyOf(byPath.values());
  }

  /** Number of weights in total, per seed. */
  public long count() {
    return byPath.values().stream().mapToLong(p -> p.shape().count()).sum();
  }

  /**
   * First values of a parameter under a seed, row-major, rounded to float32 so that every executor
   * starts alike. A copy has the values of its original.
   */
  public float[] initial(long seed, Parameter parameter) {
    Parameter source = parameter;
    while (source.init() instanceof Init.CopyOf copy) {
      source = get(copy.path());
    }
    double[] exact = Initialisation.values(seed, source.path(), source.init(), source.shape());
    float[] rounded = new float[exact.length];
    for (int i = 0; i < exact.length; i++) {
      rounded[i] = (float) exact[i];
    }
    return rounded;
  }
}
