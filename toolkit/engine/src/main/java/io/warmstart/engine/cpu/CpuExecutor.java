package io.warmstart.engine.cpu;

import io.warmstart.engine.Executor;
import io.warmstart.engine.Feed;
import io.warmstart.engine.Inference;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.Session;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.StepPlan;

/**
 * Runs programs in float32 with vector kernels on the cores of this machine. Results do not depend
 * on the number of workers.
 */
public final class CpuExecutor implements Executor {
  /** Time that opening a session may spend on warming up, milliseconds. */
  private static final int SESSION_WARM_UP = 1500;

  private static final int MOST_WORKERS = 256;

  /**
   * How to run.
   *
   * @param workers threads, the controlling one included
   * @param warmUpMillis bound on warming up
   * @param fusions patterns that the lowering may use
   */
  record Options(int workers, int warmUpMillis, Fusions fusions) {
    Options {
      if (workers < 1 || workers > MOST_WORKERS) {
        throw new IllegalArgumentException(
            "The cpu executor needs 1 to " + MOST_WORKERS + " workers, found " + workers + ".");
      }
    }
  }

  private final Options options;
  private final ChainCompiler compiler = new ChainCompiler();

  /** An executor whose sessions use all cores of this machine, at most four. */
  public CpuExecutor() {
    this(Math.min(4, Runtime.getRuntime().availableProcessors()));
  }

  /**
   * An executor whose sessions use this many threads each.
   *
   * @param workers 1 to 256, the controlling thread included; leave a core to an actor or control
   *     loop in the same process
   */
  public CpuExecutor(int workers) {
    this(new Options(workers, SESSION_WARM_UP, Fusions.ALL));
  }

  /** The same, but sessions and inferences start at once and are slow for their first seconds. */
  public CpuExecutor withoutWarmUp() {
    return new CpuExecutor(new Options(options.workers(), 0, options.fusions()));
  }

  CpuExecutor(Options options) {
    this.options = options;
  }

  @Override
  public String name() {
    return "cpu";
  }

  /** Threads of a session, the controlling one included. */
  public int workers() {
    return options.workers();
  }

  @Override
  public Session open(Program program, Parameters parameters, Feed feed, long... seeds) {
    if (seeds.length == 0) {
      throw new IllegalArgumentException("A session needs at least one seed.");
    }
    return new CpuSession(options, compiler, program, parameters, feed, seeds.clone());
  }

  @Override
  public Inference inference(StepPlan plan, Snapshot weights) {
    return new CpuInference(options, compiler, plan, weights);
  }
}
