package io.warmstart.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** An arena for kernel tests: padded matrices with known contents and a check of all pads. */
final class Memory {
  final MemorySegment m = Arena.ofAuto().allocate(16L << 20, 64);
  final SplittableRandom random;
  private long top = 64;
  private final List<Matrix> all = new ArrayList<>();

  Memory(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Rows by cols at an offset with a row stride; a dense vector has rows 1. */
  record Matrix(long at, int ld, int rows, int cols, int size) {}

  Matrix zeros(int rows, int cols) {
    int ld = cols == 1 ? 1 : Lanes.padded(cols);
    int size = Lanes.padded(cols == 1 ? rows : ld * ((rows + 7) & ~7));
    Matrix matrix = new Matrix(top, ld, rows, cols, size);
    top += size + 16;
    all.add(matrix);
    return matrix;
  }

  Matrix normal(int rows, int cols) {
    Matrix matrix = zeros(rows, cols);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        set(matrix, i, j, (float) random.nextGaussian());
      }
    }
    return matrix;
  }

  long scratch(int floats) {
    long at = top;
    top += Lanes.padded(floats);
    return at;
  }

  float get(Matrix x, int i, int j) {
    return m.getAtIndex(ValueLayout.JAVA_FLOAT, x.at + (long) i * x.ld + j);
  }

  void set(Matrix x, int i, int j, float value) {
    m.setAtIndex(ValueLayout.JAVA_FLOAT, x.at + (long) i * x.ld + j, value);
  }

  float at(long offset) {
    return m.getAtIndex(ValueLayout.JAVA_FLOAT, offset);
  }

  /** Every pad of every matrix and the gap behind it must still be zero. */
  void assertPadsAreZero() {
    for (Matrix x : all) {
      for (int k = 0; k < x.size + 16; k++) {
        if (k / x.ld < x.rows && k % x.ld < x.cols) {
          continue;
        }
        assertThat(at(x.at + k)).as("pad %d of %s", k, x).isZero();
      }
    }
  }

  /** Hash of all floats of a matrix. */
  long hash(Matrix x) {
    long hash = 17;
    for (int k = 0; k < x.size; k++) {
      hash = hash * 31 + Float.floatToRawIntBits(at(x.at + k));
    }
    return hash;
  }

  /** out = x squared plus a little, so that logarithms exist. */
  Matrix squaredInto(Matrix x, Matrix out) {
    for (int i = 0; i < x.rows; i++) {
      for (int j = 0; j < x.cols; j++) {
        set(out, i, j, get(x, i, j) * get(x, i, j) + 0.01f);
      }
    }
    return out;
  }
}
