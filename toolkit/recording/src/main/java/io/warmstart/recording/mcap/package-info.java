/**
 * The MCAP container: a writer whose finished prefix is always readable, and a reader that uses the
 * index where it is intact and scans where it is not.
 *
 * <p>Nothing here knows what the messages mean. Content is believed only where a CRC32 covers it: a
 * chunk, an attachment or a summary that does not match its sum is reported and left out.
 *
 * @see <a href="https://mcap.dev/spec">MCAP file format specification</a>
 */
@NullMarked
package io.warmstart.recording.mcap;

import org.jspecify.annotations.NullMarked;
