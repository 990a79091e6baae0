package io.warmstart.cli;

import io.warmstart.core.environment.Controller;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.learner.PolicySession;
import io.warmstart.core.run.Checkpoint;
import io.warmstart.core.run.RunDirectory;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.engine.Philox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What drives an environment that is looked at; restart it after each reset.
 *
 * @param label for people
 * @param session chooses the actions; closed by {@link #close}
 * @param owned closed after the session
 */
record ViewedPolicy(String label, PolicySession session, List<Runnable> owned)
    implements AutoCloseable {
  static final String RANDOM = "random";
  static final String SCRIPT = "script";

  /**
   * The policy that a word names.
   *
   * @param word {@code random}, {@code script} or the directory of a run; empty: the script, or
   *     random actions where there is none
   * @throws CommandException if there is no such policy
   */
  static ViewedPolicy of(String word, Tasks.Task task, Environment environment) {
    Optional<Controller> script = task.simulator().script(task.reference(), environment);
    if (word.equals(RANDOM) || (word.isEmpty() && script.isEmpty())) {
      return new ViewedPolicy(RANDOM, new RandomActions(environment), List.of());
    }
    if (word.equals(SCRIPT) || word.isEmpty()) {
      return script
          .map(controller -> new ViewedPolicy(SCRIPT, new Scripted(controller), List.of()))
          .orElseThrow(() ->
              new CommandException(
                  ExitCode.USAGE,
                  task + " has no script; use --policy random or the directory of a run"));
    }
    if (!Files.isDirectory(Path.of(word))) {
      throw new CommandException(
          ExitCode.USAGE,
          "--policy " + word + " is neither random, nor script, nor the directory of a run");
    }
    return ofRun(Path.of(word), task, environment);
  }

  private static ViewedPolicy ofRun(Path path, Tasks.Task task, Environment environment) {
    SavedRun saved = SavedRun.of(RunDirectory.open(path));
    Checkpoint newest = saved.checkpoint(false);
    newest.info().spec().requireCompatible(environment.spec(), "task " + task);
    Learner learner = saved.learner(newest, Device.AUTO);
    Policy policy = learner.policy();
    return new ViewedPolicy(
        path.toString(),
        saved.asPublished().begin(policy, 0),
        List.of(policy::close, learner::close));
  }

  @Override
  public void close() {
    session.close();
    owned.forEach(Runnable::run);
  }

  /** A script as a policy. */
  private record Scripted(Controller controller) implements PolicySession {
    @Override
    public void act(Observation observation, float[] action) {
      controller.act(observation, action);
    }

    @Override
    public void restart(long seed) {
      controller.begin(seed);
    }

    @Override
    public void close() {
      // The environment owns what the script looks at.
    }
  }

  /** Uniform actions within the bounds. */
  private static final class RandomActions implements PolicySession {
    private final List<ActionPart> parts;
    private Philox random = Philox.of(0, "view", "random");
    private long step;

    RandomActions(Environment environment) {
      parts = environment.spec().actions();
    }

    @Override
    public void act(Observation observation, float[] action) {
      int at = 0;
      for (ActionPart part : parts) {
        switch (part) {
          case ActionPart.Box box -> {
            for (Channel channel : box.channels()) {
              double share = random.uniform(step, at);
              action[at++] = (float) (channel.low() + (channel.high() - channel.low()) * share);
            }
          }
          case ActionPart.Discrete discrete -> {
            action[at] = random.integer(step, at, discrete.choices().size());
            at++;
          }
        }
      }
      step++;
    }

    @Override
    public void restart(long seed) {
      random = Philox.of(seed, "view", "random");
      step = 0;
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
