package io.warmstart.engine;

/** Storage type of a tensor or column. Arithmetic is F32 (F64 in the reference executor). */
public enum DType {
  /** IEEE 754 binary32. */
  F32(4),
  /** Signed 32-bit integer. */
  I32(4),
  /** Signed 64-bit integer. */
  I64(8),
  /** Unsigned byte, read as 0..255. */
  U8(1);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes per element. */
  public int bytes() {
    return bytes;
  }
}
