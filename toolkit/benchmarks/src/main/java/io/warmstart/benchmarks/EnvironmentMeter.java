package io.warmstart.benchmarks;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Simulator;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.TaskReference;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.engine.Philox;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Steps of a task under random actions that are held for ten steps, resets included, per second of
 * processor time of this thread and of the child processes.
 */
final class EnvironmentMeter implements Meter {
  private static final int HELD_STEPS = 10;
  private static final int STEPS_PER_LOOK = 20;
  private static final int SLICES = 5;

  private final Environment environment;
  private final boolean children;
  private final CpuClock clock = new CpuClock();
  private final Observation observation;
  private final float[] action;
  private final float[] drawn;
  private final Philox random = Philox.of(1, "bench");
  private long steps;
  private int inEpisode = Integer.MAX_VALUE;

  private EnvironmentMeter(Environment environment, boolean children) {
    this.environment = environment;
    this.children = children;
    this.observation = Observation.of(environment.spec());
    this.action = new float[environment.spec().actionWidth()];
    this.drawn = new float[action.length];
  }

  /**
   * A task of any family on the class path.
   *
   * @param task as users write it
   * @throws MissingPieceException if no family has it or something has to be installed for it
   */
  static EnvironmentMeter of(String task) {
    TaskReference reference = TaskReference.parse(task);
    for (Simulator family : ServiceLoader.load(Simulator.class)) {
      if (family.accepts(reference)) {
        family
            .missing(reference)
            .ifPresent(what -> {
              throw new MissingPieceException(what);
            });
        boolean children = ProcessHandle.current().descendants().findAny().isPresent();
        Environment environment = family.create(reference);
        children |= ProcessHandle.current().descendants().findAny().isPresent();
        return new EnvironmentMeter(environment, children);
      }
    }
    throw new MissingPieceException("no family on the class path has the task " + task);
  }

  @Override
  public double measure(double seconds) {
    long wall = System.nanoTime();
    double start = now();
    double end = start;
    long before = steps;
    // Processor time of children is dear to ask for; on a busy machine it lags behind the clock.
    for (int slice = 1; slice <= 3 * SLICES && end - start < seconds; slice++) {
      long sliceEnd = wall + (long) (slice * seconds / SLICES * 1e9);
      do {
        for (int i = 0; i < STEPS_PER_LOOK; i++) {
          step();
        }
      } while (System.nanoTime() < sliceEnd);
      end = now();
    }
    return (steps - before) / (end - start);
  }

  private double now() {
    return children ? clock.withChildren() : clock.thread();
  }

  private void step() {
    if (inEpisode >= environment.stepLimit()) {
      environment.reset(steps, observation);
      inEpisode = 0;
    }
    if (steps % HELD_STEPS == 0) {
      draw();
    }
    System.arraycopy(drawn, 0, action, 0, action.length);
    Step step = environment.step(action, observation);
    steps++;
    inEpisode = step.terminated() || step.truncated() ? Integer.MAX_VALUE : inEpisode + 1;
  }

  private void draw() {
    int at = 0;
    for (ActionPart part : environment.spec().actions()) {
      switch (part) {
        case ActionPart.Box box -> {
          List<Channel> channels = box.channels();
          for (int i = 0; i < channels.size(); i++) {
            double span = channels.get(i).high() - channels.get(i).low();
            drawn[at] = (float) (channels.get(i).low() + span * random.uniform(steps, at));
            at++;
          }
        }
        case ActionPart.Discrete discrete -> {
          drawn[at] = random.integer(steps, at, discrete.choices().size());
          at++;
        }
      }
    }
  }

  @Override
  public void close() {
    environment.close();
  }
}
