package io.warmstart.recording.mcap;

import java.nio.ByteBuffer;

/**
 * One message.
 *
 * @param channel id of its channel
 * @param sequence counter of its publisher, an unsigned 32-bit number
 * @param logTime when it was recorded, in nanoseconds since 1970
 * @param publishTime when it was made, in nanoseconds since 1970
 * @param data read-only, little-endian; valid during the call that hands it out only
 */
public record McapMessage(
    int channel, long sequence, long logTime, long publishTime, ByteBuffer data) {}
