package io.warmstart.engine;

/**
 * Named weights that persist between runs.
 *
 * @param path stable name, such as {@code critic/dense0/weight}; the key in checkpoints
 * @param init how the first values are drawn
 * @param shape without the seed axis
 */
public record Parameter(String path, Init init, Shape shape) {
  @Override
  public String toString() {
    return path + shape;
  }
}
