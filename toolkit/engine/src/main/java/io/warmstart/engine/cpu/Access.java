package io.warmstart.engine.cpu;

/** A range of floats of a buffer that a step reads or writes, relative to the buffer's start. */
record Access(Buffer buffer, long from, long to, boolean write) {
  /** Whether both touch a float that one of them writes. */
  boolean conflicts(Access other) {
    return buffer == other.buffer && (write || other.write) && from < other.to && other.from < to;
  }
}
