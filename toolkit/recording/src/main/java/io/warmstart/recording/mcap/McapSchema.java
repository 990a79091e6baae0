package io.warmstart.recording.mcap;

/**
 * How the messages of some channels are to be read.
 *
 * @param id unique in the file, 1 to 65535
 * @param name of the message type
 * @param encoding of the description, such as {@code ros2msg} or {@code jsonschema}
 * @param data the description; not copied
 */
// The array is a block of a file, handed over once and never compared.
@SuppressWarnings("ArrayRecordComponent")
public record McapSchema(int id, String name, String encoding, byte[] data) {
  /**
   * Checks the id.
   *
   * @throws IllegalArgumentException if it is outside 1 to 65535
   */
  public McapSchema {
    if (id < 1 || id > 0xFFFF) {
      throw new IllegalArgumentException("schema id = " + id + " must be in 1 to 65535");
    }
  }
}
