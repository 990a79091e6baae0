package io.warmstart.sim.process;

import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Picture;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.core.space.EnvironmentSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * A conversation with a program that serves N copies of a task; one message steps them all.
 *
 * <p>What a step or reset gave is read with {@link #observe}, {@link #reward} and so on until the
 * next message. One thread. Whoever opens it closes it; that ends the program if it was started
 * here.
 */
public final class Bridge implements AutoCloseable {
  private static final int MOST_HELLO = 16 << 20;
  private static final int COLOURS = 3;
  private static final int TERMINATED = 1;
  private static final int TRUNCATED = 2;
  private static final int SUCCESS_KNOWN = 4;
  private static final int SUCCESS = 8;

  private final String task;
  private final Connection connection;
  private final Duration stepTimeout;
  private final long maxBytes;
  private final Welcome welcome;
  private final Layout layout;
  private final int copies;
  private int rows;
  private int finals;

  private Bridge(
      String task, Connection connection, BridgeSettings settings, Welcome welcome, Layout layout) {
    this.task = task;
    this.connection = connection;
    this.stepTimeout = settings.stepTimeout();
    this.maxBytes = settings.maxBytes();
    this.welcome = welcome;
    this.layout = layout;
    this.copies = welcome.environments();
  }

  /**
   * Starts the program, or attaches to one, and lets it create the environments.
   *
   * @throws EnvironmentException if it cannot be started, is late, or creates something else
   */
  public static Bridge open(Launch launch, BridgeSettings settings, Request request) {
    Connection connection = Peers.connect(launch, settings);
    boolean opened = false;
    try {
      Bridge bridge = greet(launch.task(), connection, settings, request);
      opened = true;
      return bridge;
    } finally {
      if (!opened) {
        connection.close();
      }
    }
  }

  private static Bridge greet(
      String task, Connection connection, BridgeSettings settings, Request request) {
    byte[] json = Welcome.write(request, settings.maxBytes());
    connection.payload(json.length).put(json);
    int length =
        connection.call(
            FrameType.HELLO,
            json.length,
            MOST_HELLO,
            settings.startTimeout(),
            "creating the environment");
    String text =
        new String(connection.reply().array(), Frame.HEADER, length, StandardCharsets.UTF_8);
    Welcome welcome;
    try {
      welcome = Welcome.read(text);
    } catch (ProtocolException e) {
      throw connection.broken(String.valueOf(e.getMessage()));
    }
    if (welcome.environments() != request.environments()
        || welcome.autoreset() != request.autoreset()) {
      throw connection.broken("did not create what it was asked for: " + text);
    }
    Layout layout = new Layout(task, welcome.spec(), welcome.types());
    long largest = stepReply(welcome.environments(), layout, welcome.environments());
    if (largest > settings.maxBytes()) {
      throw connection.broken(
          "would answer a step with "
              + largest
              + " bytes, at most "
              + settings.maxBytes()
              + " are allowed; use fewer copies or raise bridge.maxMegabytes");
    }
    return new Bridge(task, connection, settings, welcome, layout);
  }

  private static long stepReply(int copies, Layout layout, int finals) {
    return (long) copies * Double.BYTES
        + Frame.padded(copies)
        + layout.blockBytes(copies)
        + (finals == 0 ? 0 : layout.blockBytes(finals));
  }

  /** What each copy observes and accepts. */
  public EnvironmentSpec spec() {
    return welcome.spec();
  }

  /** Number of copies. */
  public int environments() {
    return copies;
  }

  /** Steps per episode; 1000 if neither the task nor the request has a limit. */
  public int stepLimit() {
    return welcome.stepLimit();
  }

  /** Whether a copy starts its next episode within the step that ends one. */
  public boolean autoreset() {
    return welcome.autoreset();
  }

  /** Name and version of the other program. */
  public String program() {
    return welcome.program();
  }

  /** State that an episode starts from by default; empty if resets cannot set one. */
  public List<Double> start() {
    return welcome.start();
  }

  /**
   * Starts episodes.
   *
   * @param seeds of the copies, [N]
   * @param chosen copies; the others go on
   */
  public void reset(long[] seeds, IntPredicate chosen) {
    int length = copies * Long.BYTES + (int) Frame.padded(copies);
    ByteBuffer payload = connection.payload(length);
    putMask(payload, seeds, chosen);
    exchangeReset(length);
  }

  /**
   * Starts episodes from given states.
   *
   * @param seeds of the copies, [N]
   * @param chosen copies; the others go on
   * @param states of the copies, [N, size of {@link #start}]
   * @throws IllegalStateException if states cannot be set
   */
  public void reset(long[] seeds, IntPredicate chosen, double[][] states) {
    int width = welcome.start().size();
    if (width == 0) {
      throw new IllegalStateException(task + " cannot start from a given state");
    }
    int length = copies * Long.BYTES + (int) Frame.padded(copies) + copies * width * Double.BYTES;
    ByteBuffer payload = connection.payload(length);
    putMask(payload, seeds, chosen);
    for (double[] state : states) {
      for (double number : state) {
        payload.putDouble(number);
      }
    }
    exchangeReset(length);
  }

  private void putMask(ByteBuffer payload, long[] seeds, IntPredicate chosen) {
    for (long seed : seeds) {
      payload.putLong(seed);
    }
    long padded = Frame.padded(copies);
    for (int i = 0; i < padded; i++) {
      payload.put((byte) (i < copies && chosen.test(i) ? 1 : 0));
    }
  }

  private void exchangeReset(int length) {
    long expected = layout.blockBytes(copies);
    int received =
        connection.call(FrameType.RESET, length, expected, stepTimeout, "starting an episode");
    requireLength("reset", received, expected);
    rows = Frame.HEADER;
    finals = 0;
  }

  /**
   * Applies one action to every copy.
   *
   * @param actions of the copies, [N, A]
   * @param nextSeeds for the copies that start their next episode within this step, [N]
   */
  public void step(float[][] actions, long[] nextSeeds) {
    int width = spec().actionWidth();
    int padded = (int) Frame.padded((long) copies * width * Float.BYTES);
    int length = padded + copies * Long.BYTES;
    ByteBuffer payload = connection.payload(length);
    for (float[] action : actions) {
      for (float number : action) {
        payload.putFloat(number);
      }
    }
    payload.position(padded);
    for (long seed : nextSeeds) {
      payload.putLong(seed);
    }
    long most = stepReply(copies, layout, copies);
    int received = connection.call(FrameType.STEP, length, most, stepTimeout, "taking a step");
    long least = stepReply(copies, layout, 0);
    if (received < least) {
      requireLength("step", received, least);
    }
    finals = 0;
    for (int i = 0; welcome.autoreset() && i < copies; i++) {
      finals += ended(i) ? 1 : 0;
    }
    requireLength("step", received, stepReply(copies, layout, finals));
    rows = Frame.HEADER + copies * Double.BYTES + (int) Frame.padded(copies);
    requireFiniteRewards();
  }

  private void requireLength(String what, int found, long expected) {
    if (found != expected) {
      throw connection.broken(
          "answered a "
              + what
              + " with "
              + found
              + " bytes, expected "
              + expected
              + " for "
              + copies
              + " environments");
    }
  }

  private void requireFiniteRewards() {
    for (int i = 0; i < copies; i++) {
      if (!Float.isFinite(reward(i))) {
        throw new EnvironmentException(
            task
                + ": the other process sent the reward "
                + reward(i)
                + (copies > 1 ? " of environment " + i : ""));
      }
    }
  }

  /** Copies what copy {@code i} observes now. */
  public void observe(int i, Observation target) {
    layout.read(connection.reply(), rows, copies, i, target);
  }

  /**
   * Copies what ended the episode of copy {@code i}, which must have ended with the last step.
   *
   * @throws IllegalStateException if it did not, or episodes do not start by themselves
   */
  public void observeFinal(int i, Observation target) {
    if (finals == 0 || !ended(i)) {
      throw new IllegalStateException("no episode of environment " + i + " ended with this step");
    }
    int row = 0;
    for (int j = 0; j < i; j++) {
      row += ended(j) ? 1 : 0;
    }
    int offset = rows + (int) layout.blockBytes(copies);
    layout.read(connection.reply(), offset, finals, row, target);
  }

  /** A number of copy {@code i}'s present observation, of a part that travels as F64. */
  public double exact(int i, int part, int element) {
    return layout.exact(connection.reply(), rows, copies, i, part, element);
  }

  /** Reward of copy {@code i} in the last step. */
  public float reward(int i) {
    return (float) connection.reply().getDouble(Frame.HEADER + i * Double.BYTES);
  }

  private int flags(int i) {
    return connection.reply().get(Frame.HEADER + copies * Double.BYTES + i);
  }

  private boolean ended(int i) {
    return (flags(i) & (TERMINATED | TRUNCATED)) != 0;
  }

  /** Whether copy {@code i} terminated in the last step. */
  public boolean terminated(int i) {
    return (flags(i) & TERMINATED) != 0;
  }

  /** Whether copy {@code i} reached a time limit in the last step. */
  public boolean truncated(int i) {
    return (flags(i) & TRUNCATED) != 0;
  }

  /** What the last step of copy {@code i} said about success. */
  public TaskSuccess success(int i) {
    if ((flags(i) & SUCCESS_KNOWN) == 0) {
      return TaskSuccess.UNDEFINED;
    }
    return (flags(i) & SUCCESS) != 0 ? TaskSuccess.YES : TaskSuccess.NO;
  }

  /** Draws copy {@code i}; empty if it cannot be drawn. Ends what {@link #observe} reads. */
  public Optional<Picture> render(int i, int height, int width) {
    connection.payload(4 * Integer.BYTES).putInt(i).putInt(height).putInt(width).putInt(0);
    int received =
        connection.call(
            FrameType.RENDER, 4 * Integer.BYTES, maxBytes, stepTimeout, "drawing a picture");
    requireLength("picture", Math.min(received, Long.BYTES), Long.BYTES);
    int drawnHeight = connection.reply().getInt(Frame.HEADER);
    int drawnWidth = connection.reply().getInt(Frame.HEADER + Integer.BYTES);
    if (drawnHeight == 0 || drawnWidth == 0) {
      return Optional.empty();
    }
    requireLength("picture", received, Long.BYTES + (long) COLOURS * drawnHeight * drawnWidth);
    byte[] rgb = new byte[received - Long.BYTES];
    connection.reply().get(Frame.HEADER + Long.BYTES, rgb);
    return Optional.of(new Picture(drawnHeight, drawnWidth, rgb));
  }

  @Override
  public void close() {
    connection.close();
  }
}
