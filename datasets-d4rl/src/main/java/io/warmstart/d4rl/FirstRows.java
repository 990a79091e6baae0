package io.warmstart.d4rl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Remembers by its hash where something was first seen, in bounded off-heap memory.
 *
 * <p>Open addressing over pairs (hash, row). Beyond {@value #LIMIT} expected entries only every
 * {@code k}-th part of all hashes is remembered; equal things have equal hashes, so repetitions
 * within that part are all found, and their number times {@link #scale} estimates the whole. Two
 * different things share a 64-bit hash with a chance of about n^2 / 2^65.
 */
final class FirstRows implements AutoCloseable {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  static final long LIMIT = 1 << 22;
  private static final long ENTRY = 2L * Long.BYTES;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment table;
  private final long mask;
  private final long scale;

  /**
   * An empty table.
   *
   * @param expected number of things that will be asked for
   */
  FirstRows(long expected) {
    scale = Math.max(1, (expected + LIMIT - 1) / LIMIT);
    long capacity = Long.highestOneBit(Math.max(16, 2 * expected / scale)) * 2;
    mask = capacity - 1;
    table = arena.allocate(capacity * ENTRY, 64);
  }

  /** One in how many hashes is remembered. */
  long scale() {
    return scale;
  }

  /**
   * Looks up a hash and remembers it if it is new.
   *
   * @return row at which it was first seen, or -1 if it is new (or not remembered)
   */
  long find(long hash, long row) {
    long mixed = mix(hash);
    if (scale > 1 && Long.remainderUnsigned(mix(~hash), scale) != 0) {
      return -1;
    }
    for (long i = mixed & mask; ; i = (i + 1) & mask) {
      // Rows are stored plus one, because the memory starts as zeros.
      long seen = table.get(ValueLayout.JAVA_LONG, i * ENTRY + Long.BYTES);
      if (seen == 0) {
        table.set(ValueLayout.JAVA_LONG, i * ENTRY, hash);
        table.set(ValueLayout.JAVA_LONG, i * ENTRY + Long.BYTES, row + 1);
        return -1;
      }
      if (table.get(ValueLayout.JAVA_LONG, i * ENTRY) == hash) {
        return seen - 1;
      }
    }
  }

  /** Adds the bits of some numbers to a hash. */
  static long hash(long seed, float[] values, int from, int count) {
    long hash = seed;
    for (int i = 0; i < count; i++) {
      hash = (hash ^ Float.floatToRawIntBits(values[from + i])) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    return hash;
  }

  /** Adds some bytes to a hash. */
  static long hash(long seed, byte[] values, int from, int count) {
    long hash = seed;
    int i = 0;
    for (; i + Long.BYTES <= count; i += Long.BYTES) {
      hash = (hash ^ (long) LONG.get(values, from + i)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    for (; i < count; i++) {
      hash = (hash ^ values[from + i]) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    return hash;
  }

  /** Finaliser of SplitMix64: every bit of the input reaches every bit of the output. */
  static long mix(long hash) {
    long z = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Override
  public void close() {
    arena.close();
  }
}
