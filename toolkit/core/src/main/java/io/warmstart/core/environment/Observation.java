package io.warmstart.core.environment;

import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * A reusable buffer for one observation: one off-heap segment per part, in the order of the spec.
 *
 * <p>Whoever creates it owns it; environments write into it and never keep it. Memory is freed when
 * the buffer becomes unreachable.
 */
public final class Observation {
  private final EnvironmentSpec spec;
  private final List<MemorySegment> parts;

  /** The parts that make up the learner's vector, in order. */
  private final MemorySegment[] vectors;

  private Observation(EnvironmentSpec spec, List<MemorySegment> parts) {
    this.spec = spec;
    this.parts = parts;
    List<MemorySegment> found = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      if (spec.observations().get(i).isVector()) {
        found.add(parts.get(i));
      }
    }
    this.vectors = found.toArray(MemorySegment[]::new);
  }

  /** An observation of zeros. */
  public static Observation of(EnvironmentSpec spec) {
    Arena arena = Arena.ofAuto();
    List<MemorySegment> parts = new ArrayList<>();
    for (ObservationPart part : spec.observations()) {
      parts.add(arena.allocate((long) part.elements() * part.type().bytes(), 64));
    }
    return new Observation(spec, List.copyOf(parts));
  }

  /** The spec it was made for. */
  public EnvironmentSpec spec() {
    return spec;
  }

  /** Dense row-major data of part {@code index}. */
  public MemorySegment part(int index) {
    return parts.get(index);
  }

  /** Element {@code i} of the F32 part {@code index}. */
  public float get(int index, int i) {
    return parts.get(index).getAtIndex(ValueLayout.JAVA_FLOAT, i);
  }

  /** Sets element {@code i} of the F32 part {@code index}. */
  public void set(int index, int i, float value) {
    parts.get(index).setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
  }

  /** Copies all parts of {@code other}, which must carry an equal spec. */
  public void copyFrom(Observation other) {
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).copyFrom(other.parts.get(i));
    }
  }

  /**
   * Writes the vector parts, concatenated, at a float offset of {@code target}.
   *
   * @return number of floats written, the spec's observation width
   */
  public int copyVectorTo(MemorySegment target, long floatOffset) {
    long at = floatOffset * Float.BYTES;
    for (MemorySegment vector : vectors) {
      MemorySegment.copy(vector, 0, target, at, vector.byteSize());
      at += vector.byteSize();
    }
    return (int) (at / Float.BYTES - floatOffset);
  }

  /** Whether all numbers of the vector parts are finite. */
  public boolean isFinite() {
    for (MemorySegment vector : vectors) {
      long elements = vector.byteSize() / Float.BYTES;
      for (long i = 0; i < elements; i++) {
        if (!Float.isFinite(vector.getAtIndex(ValueLayout.JAVA_FLOAT, i))) {
          return false;
        }
      }
    }
    return true;
  }
}
