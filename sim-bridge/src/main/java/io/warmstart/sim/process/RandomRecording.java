package io.warmstart.sim.process;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetBuilder;
import io.warmstart.core.data.Provenance;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.environment.EnvironmentLoop;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.StepListener;
import io.warmstart.core.environment.TaskReference;
import io.warmstart.core.learner.PolicySession;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Philox;
import io.warmstart.sim.Tasks;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records uniformly random actions in an environment for which there is no scripted controller. If
 * the environment fails, what was recorded until then is kept.
 */
public final class RandomRecording {
  private static final Logger LOG = LoggerFactory.getLogger(RandomRecording.class);

  private final Environment environment;
  private final DatasetBuilder builder;
  private final CollectionOptions options;

  /**
   * A recording that has not begun.
   *
   * @param environment stays with the caller
   * @param options their mixture must be random only, or their random share 1
   * @throws UnsupportedOperationException if the options ask for a scripted controller
   */
  public RandomRecording(TaskReference task, Environment environment, CollectionOptions options) {
    boolean random =
        options
            .mixture()
            .map(mixture -> mixture.random() == 1)
            .orElse(options.randomFraction() == 1);
    if (!random) {
      throw new UnsupportedOperationException(
          task + " has no scripted controller; record random actions with --random-fraction 1");
    }
    this.environment = environment;
    this.options = options;
    this.builder = new DatasetBuilder(environment.spec(), List.of(), options.steps() + 16L);
  }

  /**
   * Records the steps asked for, or those until the environment fails; call once.
   *
   * @throws EnvironmentException if it fails before the first step
   */
  public Dataset run(TaskReference task) {
    EnvironmentLoop loop =
        new EnvironmentLoop(environment, options.seed(), "recording", new Recorder(builder));
    try (PolicySession actions = new RandomActions(environment.spec(), options.seed())) {
      while (loop.steps() < options.steps()) {
        if (!loop.inEpisode()) {
          loop.begin();
        }
        loop.step(actions);
      }
    } catch (EnvironmentException e) {
      if (builder.transitions() == 0) {
        builder.close();
        throw e;
      }
      LOG.warn("{}; {} steps were recorded and are kept", e.getMessage(), builder.transitions());
    }
    if (loop.inEpisode() && builder.openSteps() > 0) {
      loop.cut();
    }
    Provenance made = Tasks.provenance(task, options);
    return builder.build(made);
  }

  private record Recorder(DatasetBuilder builder) implements StepListener {
    @Override
    public void begin(long episode, Observation first) {}

    @Override
    public void step(
        Observation observation, float[] requested, float[] applied, Step step, Observation next) {
      builder.step(observation, applied, step.reward());
    }

    @Override
    public void end(TerminationCause cause, Observation last) {
      builder.end(cause, last);
    }
  }

  private static final class RandomActions implements PolicySession {
    private final List<ActionPart> parts;
    private final Philox draws;
    private long steps;

    RandomActions(EnvironmentSpec spec, long seed) {
      this.draws = Philox.of(seed, "bridge", "random-actions");
      this.parts = spec.actions();
    }

    @Override
    public void act(Observation observation, float[] action) {
      int at = 0;
      for (ActionPart part : parts) {
        switch (part) {
          case ActionPart.Box box -> {
            for (Channel channel : box.channels()) {
              double width = channel.high() - channel.low();
              action[at] = (float) (channel.low() + width * draws.uniform(steps, at));
              at++;
            }
          }
          case ActionPart.Discrete discrete -> {
            action[at] = draws.integer(steps, at, discrete.choices().size());
            at++;
          }
        }
      }
      steps++;
    }

    @Override
    public void restart(long seed) {
      // The draws depend on the step of the whole recording only.
    }

    @Override
    public void close() {}
  }
}
