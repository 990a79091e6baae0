package io.warmstart.sim.pendulum;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetBuilder;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Controller;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Simulator;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.core.environment.TaskReference;
import io.warmstart.engine.Philox;
import io.warmstart.sim.Exploration;
import io.warmstart.sim.Tasks;
import java.util.List;
import java.util.Optional;

/** The pendulum; one task, {@code pendulum-v1}, without published reference returns. */
public final class PendulumSimulator implements Simulator {
  private static final String TASK = "pendulum-v1";
  private static final int RANDOM_STRETCH = 20;
  private static final TaskDescription DESCRIPTION =
      new TaskDescription(
          TASK,
          "Swing up a rod with a weak motor and balance it.",
          PendulumEnvironment.SPEC,
          PendulumEnvironment.STEP_LIMIT,
          Optional.empty());

  @Override
  public String name() {
    return "pendulum";
  }

  @Override
  public List<TaskDescription> tasks() {
    return List.of(DESCRIPTION);
  }

  @Override
  public TaskDescription describe(TaskReference task) {
    return Tasks.listed(this, task);
  }

  @Override
  public Environment create(TaskReference task) {
    return environment(task);
  }

  private PendulumEnvironment environment(TaskReference task) {
    return new PendulumEnvironment(describe(task).id());
  }

  /**
   * Records episodes of 200 steps, each from its own reset, driven by the swing-up controller. They
   * end as time-outs; the last one is cut when the steps run out within it.
   */
  @Override
  public Dataset collect(TaskReference task, CollectionOptions options) {
    if (options.mixture().isPresent()) {
      throw new IllegalArgumentException(
          task + " has one scripted behaviour and records no mixture; leave the mixture out");
    }
    try (PendulumEnvironment environment = environment(task)) {
      Philox resets = Philox.of(options.seed(), "pendulum", "resets");
      Exploration exploration = new Exploration(options, "pendulum", RANDOM_STRETCH);
      int episodes = options.steps() / PendulumEnvironment.STEP_LIMIT + 1;
      DatasetBuilder builder =
          new DatasetBuilder(
              PendulumEnvironment.SPEC, List.of(), (long) options.steps() + episodes);
      Observation observation = Observation.of(PendulumEnvironment.SPEC);
      Observation next = Observation.of(PendulumEnvironment.SPEC);
      float[] action = new float[1];
      boolean open = false;
      for (int t = 0; t < options.steps(); t++) {
        if (!open) {
          environment.reset(resets.word(t, 0), observation);
        }
        chooseAction(t, environment, exploration, action);
        Step step = environment.step(action, next);
        builder.step(observation, action, step.reward());
        observation.copyFrom(next);
        open = !step.truncated();
        if (!open) {
          builder.end(TerminationCause.TRUNCATED, observation);
        }
      }
      if (open) {
        builder.end(TerminationCause.CUT, observation);
      }
      return builder.build(Tasks.provenance(task, options));
    }
  }

  private static void chooseAction(
      int step, PendulumEnvironment environment, Exploration exploration, float[] action) {
    if (exploration.isRandom(step)) {
      float limit = (float) PendulumEnvironment.MAX_TORQUE;
      exploration.drawAction(step, -limit, limit, action);
    } else {
      action[0] = (float) SwingUpController.torque(environment.angle(), environment.speed());
      exploration.addNoise(step, action);
    }
  }

  /** The swing-up controller. */
  @Override
  public Optional<Controller> script(TaskReference task, Environment environment) {
    PendulumEnvironment pendulum = Tasks.own(this, PendulumEnvironment.class, environment);
    return Optional.of(
        new Controller() {
          @Override
          public void begin(long seed) {
            // The torque follows from the state alone.
          }

          @Override
          public void act(Observation observation, float[] action) {
            action[0] = (float) SwingUpController.torque(pendulum.angle(), pendulum.speed());
          }
        });
  }
}
