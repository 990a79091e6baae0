package io.warmstart.sim.process;

import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Where observations are in a reply: part after part, each with the rows of all copies, each block
 * padded to eight bytes.
 */
final class Layout {
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final String task;
  private final EnvironmentSpec spec;
  private final WireType[] types;
  private final long[] rowBytes;

  /**
   * The layout of a spec.
   *
   * @param types of the parts, in order
   * @throws EnvironmentException if a part cannot be filled from its type
   */
  Layout(String task, EnvironmentSpec spec, List<WireType> types) {
    this.task = task;
    this.spec = spec;
    this.types = types.toArray(WireType[]::new);
    this.rowBytes = new long[types.size()];
    if (types.size() != spec.observations().size()) {
      throw new EnvironmentException(
          task
              + ": the other process names "
              + types.size()
              + " types for "
              + spec.observations().size()
              + " observation parts");
    }
    for (int p = 0; p < rowBytes.length; p++) {
      ObservationPart part = spec.observations().get(p);
      if (part.type() != types.get(p).kept()) {
        throw new EnvironmentException(
            task
                + ": observation \""
                + part.name()
                + "\" is "
                + part.type()
                + " but travels as "
                + types.get(p));
      }
      rowBytes[p] = (long) part.elements() * types.get(p).bytes();
    }
  }

  /** Bytes of a block of that many rows. */
  long blockBytes(int rows) {
    long bytes = 0;
    for (long row : rowBytes) {
      bytes += Frame.padded(rows * row);
    }
    return bytes;
  }

  /**
   * Copies one row out of a block.
   *
   * @param block reply and offset of the block in it, bytes
   * @param rows of the block
   * @param row to copy
   * @param target receives it
   * @throws EnvironmentException if a number is not finite
   */
  void read(ByteBuffer block, int offset, int rows, int row, Observation target) {
    MemorySegment bytes = MemorySegment.ofArray(block.array());
    long at = offset;
    for (int p = 0; p < types.length; p++) {
      long from = at + row * rowBytes[p];
      MemorySegment part = target.part(p);
      switch (types[p]) {
        case U8, F32 -> MemorySegment.copy(bytes, from, part, 0, rowBytes[p]);
        case F64 -> narrow(bytes, from, part, rowBytes[p] / Double.BYTES);
      }
      at += Frame.padded(rows * rowBytes[p]);
    }
    if (!target.isFinite()) {
      throw new EnvironmentException(task + ": the other process sent " + firstBad(target));
    }
  }

  private static void narrow(MemorySegment from, long offset, MemorySegment to, long elements) {
    for (long i = 0; i < elements; i++) {
      to.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) from.get(DOUBLE, offset + i * Double.BYTES));
    }
  }

  /** A number of a part that travels in double precision, unrounded. */
  double exact(ByteBuffer block, int offset, int rows, int row, int part, int element) {
    long at = offset;
    for (int p = 0; p < part; p++) {
      at += Frame.padded(rows * rowBytes[p]);
    }
    return block.getDouble((int) (at + row * rowBytes[part]) + element * Double.BYTES);
  }

  private String firstBad(Observation observation) {
    for (int p = 0; p < types.length; p++) {
      ObservationPart part = spec.observations().get(p);
      for (int i = 0; part.isVector() && i < part.elements(); i++) {
        float value = observation.get(p, i);
        if (!Float.isFinite(value)) {
          return value
              + " in observation channel \""
              + part.channels().get(i).name()
              + "\"; its simulation has diverged or its observation has a fault";
        }
      }
    }
    return "an observation that is not finite";
  }
}
