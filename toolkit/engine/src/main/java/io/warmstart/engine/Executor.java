package io.warmstart.engine;

/** Runs programs: {@code reference}, {@code cpu} and others with the same meaning. */
public interface Executor {
  /** Short name, such as {@code cpu}. */
  String name();

  /**
   * Checks whether this machine can run it, before anything large is loaded.
   *
   * @throws HardwareRefusedException if not; the message says why and what to do
   */
  default void requireHardware() {}

  /**
   * Lowers a program and allocates everything it needs; parameters start at {@link
   * Parameters#initial}.
   *
   * @param feed fills inputs and lends columns
   * @param seeds one independent learner per seed, at least one
   * @return confined to one thread; the caller closes it
   */
  Session open(Program program, Parameters parameters, Feed feed, long... seeds);

  /**
   * Lowers a plan of inputs and outputs for acting.
   *
   * @param weights stays owned by the caller, who keeps it open as long as the inference
   * @return confined to one thread; the caller closes it
   */
  Inference inference(StepPlan plan, Snapshot weights);
}
