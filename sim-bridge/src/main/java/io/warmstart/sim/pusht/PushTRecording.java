package io.warmstart.sim.pusht;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetBuilder;
import io.warmstart.core.data.ExtraColumn;
import io.warmstart.core.data.Provenance;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Mixture.Behaviour;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.core.space.Channel;
import io.warmstart.engine.Philox;
import io.warmstart.sim.Exploration;
import io.warmstart.sim.pusht.PushTSettings.Control;
import java.util.List;

/**
 * Records the expert. In a mixture an episode is one of three: the expert brings the block to the
 * goal; random actions, each held for five steps; or the expert brings the block to one random pose
 * after the other. Without one, the expert's actions are noisy and stretches of random actions come
 * in between, as the options say.
 *
 * <p>An episode ends where the task ends it, at the step limit, or five steps after success; the
 * last one is cut when the steps run out.
 */
final class PushTRecording {
  private static final String SUCCESS = "infos/success";
  private static final int STRETCH = 25;
  private static final int HELD_STEPS = 5;

  /** Steps recorded after success, so that staying is in the data too. */
  private static final int AFTERWARDS = 5;

  private static final double EDGE = 0.15;

  private final PushTEnvironment environment;
  private final Control control;
  private final CollectionOptions options;
  private final Exploration exploration;
  private final Philox resets;
  private final Philox poses;
  private final DatasetBuilder builder;
  private final Observation observation;
  private final Observation next;
  private final float[] action = new float[2];
  private PushExpert expert;
  private long posesDrawn;
  private long done;

  PushTRecording(PushTEnvironment environment, Control control, CollectionOptions options) {
    this.environment = environment;
    this.control = control;
    this.options = options;
    this.exploration = new Exploration(options, "push-t", STRETCH);
    this.resets = Philox.of(options.seed(), "push-t", "resets");
    this.poses = Philox.of(options.seed(), "push-t", "poses");
    this.builder =
        new DatasetBuilder(
            environment.spec(),
            List.of(new ExtraColumn(SUCCESS, List.of(1))),
            options.steps() + options.steps() / 50L + 1);
    this.observation = Observation.of(environment.spec());
    this.next = Observation.of(environment.spec());
    this.expert = new PushExpert(control, PushTEnvironment.GOAL);
  }

  /** Records all steps; call once. */
  Dataset run(Provenance provenance) {
    for (long episode = 0; done < options.steps(); episode++) {
      record(behaviour(episode), episode);
    }
    return builder.build(provenance);
  }

  private Behaviour behaviour(long episode) {
    return options.mixture().map(mixture -> mixture.behaviour(episode)).orElse(Behaviour.GOAL);
  }

  private void record(Behaviour behaviour, long episode) {
    environment.reset(resets.word(episode, 0), observation);
    expert = new PushExpert(control, PushTEnvironment.GOAL);
    if (behaviour == Behaviour.WANDER) {
      wander();
    }
    int afterwards = 0;
    boolean ended = false;
    while (!ended && done < options.steps()) {
      chooseAction(behaviour);
      Step step = environment.step(action, next);
      boolean success = environment.success() == TaskSuccess.YES;
      builder.step(observation, action, step.reward());
      builder.extra(SUCCESS, success ? 1 : 0);
      observation.copyFrom(next);
      done++;
      afterwards += success && behaviour == Behaviour.GOAL ? 1 : 0;
      ended = step.terminated() || step.truncated() || afterwards > AFTERWARDS;
      if (ended) {
        builder.end(
            step.terminated() ? TerminationCause.TERMINATED : TerminationCause.TRUNCATED,
            observation);
      }
    }
    if (!ended) {
      builder.end(TerminationCause.CUT, observation);
    }
  }

  private void chooseAction(Behaviour behaviour) {
    boolean random = behaviour == Behaviour.RANDOM;
    if (random || exploration.isRandom(done)) {
      drawAction();
      expert.forget();
      return;
    }
    if (behaviour == Behaviour.WANDER && expert.isDone(environment.table())) {
      wander();
    }
    expert.act(environment.table(), action);
    exploration.addNoise(done, action);
  }

  private void drawAction() {
    exploration.drawAction(done / HELD_STEPS, 0, 1, action);
    List<Channel> channels = environment.spec().boxChannels();
    for (int i = 0; i < action.length; i++) {
      double low = channels.get(i).low();
      action[i] = (float) (low + action[i] * (channels.get(i).high() - low));
    }
  }

  private void wander() {
    double room = PushTPhysics.SIZE - 2 * EDGE;
    Pose pose =
        new Pose(
            EDGE + room * poses.uniform(posesDrawn, 0),
            EDGE + room * poses.uniform(posesDrawn, 1),
            Math.PI * (2 * poses.uniform(posesDrawn, 2) - 1));
    posesDrawn++;
    expert = new PushExpert(control, pose);
  }
}
