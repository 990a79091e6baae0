package io.warmstart.sim.process;

import io.warmstart.engine.DType;

/** How an observation part travels; it may be wider than what is kept. */
enum WireType {
  /** Bytes of frames. */
  U8(1, DType.U8),
  /** Single precision. */
  F32(Float.BYTES, DType.F32),
  /** Double precision, rounded on arrival. */
  F64(Double.BYTES, DType.F32);

  private final int bytes;
  private final DType kept;

  WireType(int bytes, DType kept) {
    this.bytes = bytes;
    this.kept = kept;
  }

  /** Bytes of one number. */
  int bytes() {
    return bytes;
  }

  /** Type of the observation part it can fill. */
  DType kept() {
    return kept;
  }
}
