package io.warmstart.recording.mcap;

/**
 * A file within the file, covered by its own CRC32.
 *
 * @param name such as {@code spec.json}
 * @param mediaType such as {@code application/json}
 * @param logTime when it was recorded, in nanoseconds since 1970
 * @param createTime when it was made, in nanoseconds since 1970; 0 if unknown
 * @param data its content; not copied
 */
// The array is a block of a file, handed over once and never compared.
@SuppressWarnings("ArrayRecordComponent")
public record McapAttachment(
    String name, String mediaType, long logTime, long createTime, byte[] data) {}
