package io.warmstart.core.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Writes scalars as a TensorBoard event file.
 *
 * <p>A file is a sequence of records: length (8 bytes, little-endian), masked CRC32C of those,
 * data, masked CRC32C of the data. The data are {@code Event} messages: the first says {@code
 * brain.Event:2}, the second starts a session at a step, which makes TensorBoard forget what
 * earlier files of the same directory say about later steps; so a resumed run starts a new file.
 * Each event is one write. One thread; whoever opened it closes it.
 */
public final class TensorBoardWriter implements AutoCloseable {
  private static final int CRC_MASK_DELTA = 0xa282ead8;

  private final Path path;
  private final FileChannel channel;
  private final InstantSource clock;

  private TensorBoardWriter(Path path, FileChannel channel, InstantSource clock) {
    this.path = path;
    this.channel = channel;
    this.clock = clock;
  }

  /**
   * Starts a new file in a directory.
   *
   * @param directory made if it does not exist
   * @param startStep values of this step and later in earlier files are void
   * @param clock of the events
   * @throws RunException if it cannot be written
   */
  public static TensorBoardWriter open(Path directory, long startStep, InstantSource clock) {
    try {
      Files.createDirectories(directory);
      for (long second = clock.instant().getEpochSecond(); ; second++) {
        Path path = directory.resolve("events.out.tfevents." + second + ".warmstart");
        try {
          FileChannel channel =
              FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          TensorBoardWriter writer = new TensorBoardWriter(path, channel, clock);
          writer.start(startStep);
          return writer;
        } catch (FileAlreadyExistsException e) {
          continue; // the run was resumed within the same second
        }
      }
    } catch (IOException e) {
      throw DurableFile.failure("write", directory, e);
    }
  }

  private void start(long step) {
    write(event(0).text(3, "brain.Event:2"));
    write(event(step).message(7, new ProtoBytes().varint(1, 1)));
  }

  /**
   * Writes the scalars of one step.
   *
   * @param step they belong to
   * @param values by tag
   * @throws RunException if they cannot be written
   */
  public void scalars(long step, Map<String, Double> values) {
    ProtoBytes summary = new ProtoBytes();
    values.forEach((tag, value) ->
        summary.message(1, new ProtoBytes().text(1, tag).float32(2, value.floatValue())));
    write(event(step).message(5, summary));
  }

  private ProtoBytes event(long step) {
    double seconds = clock.millis() / 1000.0;
    return new ProtoBytes().float64(1, seconds).varint(2, step);
  }

  private void write(ProtoBytes event) {
    byte[] data = event.toByteArray();
    ByteBuffer record =
        ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES + data.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(maskedCrc(record.array(), 0, Long.BYTES));
    record.put(data);
    record.putInt(maskedCrc(data, 0, data.length));
    try {
      DurableFile.writeFully(channel, record.flip());
    } catch (IOException e) {
      throw DurableFile.failure("write", path, e);
    }
  }

  /** CRC32C, rotated right by 15 bits, plus a constant, as in TensorFlow's record format. */
  static int maskedCrc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + CRC_MASK_DELTA;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw DurableFile.failure("close", path, e);
    }
  }
}
