package io.warmstart.engine;

/** A program with its weights, moments and counters, confined to one thread. Close it after use. */
public interface Session extends AutoCloseable {
  /**
   * Runs whole updates. Stops early where one is refused; then {@link #refused()} is true and
   * further calls throw until a load.
   */
  void run(int programs);

  /** Updates that were completed, over all sessions this state was loaded through. */
  long programs();

  /** Reports the metrics of the last completed run of each plan. */
  void metrics(MetricSink sink);

  /** An immutable copy of one seed's weights; the caller closes it. */
  Snapshot publish(int seed);

  /** Writes weights, moments, counters and settings, enough to continue bit for bit. */
  void save(StateSink sink);

  /** Reads what {@link #save} wrote. */
  void load(StateSource source);

  /** Changes a setting from the next run on. */
  void set(int seed, String setting, double value);

  /** A parameter's current value, row-major. */
  float[] read(int seed, Parameter parameter);

  /** Replaces a parameter's value. */
  void write(int seed, Parameter parameter, float[] values);

  /** Whether the last run met a gradient norm that is not finite and refused the update. */
  boolean refused();

  /**
   * Replays the refused update on the reference executor and names the first tensor, in program
   * order, that is not finite.
   *
   * @throws IllegalStateException if nothing was refused
   */
  Diagnosis explain();

  @Override
  void close();
}
