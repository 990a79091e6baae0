package io.warmstart.recording.mcap;

import java.util.Map;

/** Sees what a file holds, in the order of the file; every method may be left as it is. */
public interface McapVisitor {
  /** A schema; comes again wherever the file repeats it. */
  default void schema(McapSchema schema) {}

  /** A message of a chunk whose CRC holds. */
  default void message(McapChannel channel, McapMessage message) {}

  /** All messages of a chunk have been seen. */
  default void endOfChunk() {}

  /** An attachment whose CRC holds. */
  default void attachment(McapAttachment attachment) {}

  /** A metadata record. MCAP does not protect these: nothing may depend on them. */
  default void metadata(String name, Map<String, String> values) {}
}
