package io.warmstart.benchmarks;

import io.warmstart.sim.gymnasium.GymnasiumSettings;
import io.warmstart.sim.gymnasium.GymnasiumSimulator;
import io.warmstart.sim.process.RoundTrip;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.LongSupplier;

/** Median wall time of a message to another process and back, microseconds. */
final class ExchangeMeter implements Meter {
  /** A step of one small environment: bytes there and bytes back. */
  static final int REQUEST = 72;

  static final int REPLY = 152;

  private static final int LARGEST_SAMPLE = 1 << 20;

  private final LongSupplier exchange;
  private final Runnable end;

  private ExchangeMeter(LongSupplier exchange, Runnable end) {
    this.exchange = exchange;
    this.end = end;
  }

  /** Frames of our protocol, with its checks and time-outs, to its Python side. */
  static ExchangeMeter protocol() {
    RoundTrip trip = GymnasiumSimulator.roundTrip(new GymnasiumSettings());
    return new ExchangeMeter(() -> trip.exchange(REQUEST, REPLY), trip::close);
  }

  /**
   * As many bytes over bare pipes to the least program that answers.
   *
   * @param script {@code peers/pipe_echo.py}
   * @throws MissingPieceException if it or python3 is not there
   */
  static ExchangeMeter barePipe(Path script) {
    if (!Files.isRegularFile(script)) {
      throw new MissingPieceException(script + " is not there; run it in the project's folder");
    }
    Process process;
    try {
      process =
          new ProcessBuilder(
                  "python3",
                  "-B",
                  script.toString(),
                  Integer.toString(REQUEST),
                  Integer.toString(REPLY))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new MissingPieceException("needs python3: " + e.getMessage());
    }
    byte[] request = new byte[REQUEST];
    byte[] reply = new byte[REPLY];
    OutputStream out = process.getOutputStream();
    InputStream in = process.getInputStream();
    return new ExchangeMeter(() -> bare(out, in, request, reply), process::destroy);
  }

  private static long bare(OutputStream out, InputStream in, byte[] request, byte[] reply) {
    try {
      long start = System.nanoTime();
      out.write(request);
      out.flush();
      if (in.readNBytes(reply, 0, reply.length) != reply.length) {
        throw new IllegalStateException("the echo ended");
      }
      return System.nanoTime() - start;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public double measure(double seconds) {
    double[] micros = new double[LARGEST_SAMPLE];
    int taken = 0;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (taken < micros.length && (taken == 0 || System.nanoTime() < end)) {
      micros[taken++] = exchange.getAsLong() / 1e3;
    }
    return SimBenchmark.quantile(Arrays.copyOf(micros, taken), 0.5);
  }

  @Override
  public void close() {
    end.run();
  }
}
