package io.warmstart.sim.arm;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetBuilder;
import io.warmstart.core.data.ExtraColumn;
import io.warmstart.core.data.Provenance;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Mixture.Behaviour;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Step;
import io.warmstart.core.space.ActionPart;
import io.warmstart.engine.Philox;
import io.warmstart.sim.Exploration;
import java.util.List;

/**
 * Records scripted episodes, each from a reset of its own; they end with success or at the step
 * limit, the last one is cut where the steps run out.
 *
 * <p>Without a mixture every episode is the script's, with noise on its actions and, if asked for,
 * stretches of random actions. With a mixture an episode is one of: the script (goal); random
 * actions that are held for five steps (random); the script of another goal, drawn anew whenever it
 * is reached (wander).
 */
final class ArmRecording {
  private static final String BEHAVIOUR = "infos/behaviour";
  private static final List<ExtraColumn> EXTRAS = List.of(new ExtraColumn(BEHAVIOUR, List.of(1)));
  private static final int STRETCH = 10;
  private static final int HELD_STEPS = 5;

  private final ArmEnvironment environment;
  private final ArmTask task;
  private final CollectionOptions options;
  private final Exploration exploration;
  private final Philox goals;
  private final ArmScript script;
  private final float[] action;
  private long goalsDrawn;

  ArmRecording(ArmEnvironment environment, ArmTask task, CollectionOptions options) {
    this.environment = environment;
    this.task = task;
    this.options = options;
    this.exploration = new Exploration(options, "arm", STRETCH);
    this.goals = Philox.of(options.seed(), "arm", task.name(), "wandering");
    this.script = new ArmScript(environment, task);
    this.action = new float[environment.spec().actionWidth()];
  }

  /** Records all steps; call once. */
  Dataset run(Provenance provenance) {
    Philox resets = Philox.of(options.seed(), "arm", "resets");
    long expected = options.steps() + options.steps() / 16L + 1;
    try (DatasetBuilder builder = new DatasetBuilder(environment.spec(), EXTRAS, expected)) {
      Observation observation = Observation.of(environment.spec());
      Observation next = Observation.of(environment.spec());
      long done = 0;
      for (long episode = 0; done < options.steps(); episode++) {
        Behaviour behaviour = behaviour(episode);
        environment.reset(resets.word(episode, 0), observation);
        head(behaviour);
        TerminationCause cause = TerminationCause.CUT;
        while (cause == TerminationCause.CUT && done < options.steps()) {
          choose(behaviour, done);
          Step step = environment.step(action, next);
          builder.step(observation, action, step.reward());
          builder.extra(BEHAVIOUR, behaviour.ordinal());
          observation.copyFrom(next);
          done++;
          if (step.terminated()) {
            cause = TerminationCause.TERMINATED;
          } else if (step.truncated()) {
            cause = TerminationCause.TRUNCATED;
          }
        }
        builder.end(cause, observation);
      }
      return builder.build(provenance);
    }
  }

  private Behaviour behaviour(long episode) {
    return options.mixture().map(mixture -> mixture.behaviour(episode)).orElse(Behaviour.GOAL);
  }

  private void head(Behaviour behaviour) {
    script.headFor(environment.goal());
    if (behaviour == Behaviour.WANDER) {
      script.headFor(task.otherGoal(goals, goalsDrawn, environment.goal()));
      goalsDrawn++;
    }
  }

  private void choose(Behaviour behaviour, long step) {
    boolean stretch = options.mixture().isEmpty() && exploration.isRandom(step);
    if (behaviour == Behaviour.RANDOM || stretch) {
      exploration.drawAction(step / HELD_STEPS, -1, 1, action);
      if (hasChoice()) {
        action[action.length - 1] = action[action.length - 1] < 0 ? 0 : 1;
      }
      return;
    }
    if (behaviour == Behaviour.WANDER && script.arrived()) {
      head(behaviour);
    }
    script.wish(action);
    float choice = action[action.length - 1];
    exploration.addNoise(step, action);
    if (hasChoice()) {
      action[action.length - 1] = choice;
    }
  }

  private boolean hasChoice() {
    return environment.spec().actions().getLast() instanceof ActionPart.Discrete;
  }
}
