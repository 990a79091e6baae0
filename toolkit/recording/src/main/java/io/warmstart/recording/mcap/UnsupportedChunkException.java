package io.warmstart.recording.mcap;

/** A file is sound but uses what this reader cannot read. */
public final class UnsupportedChunkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsupportedChunkException(String message) {
    super(message);
  }
}
