package io.warmstart.cli.report;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.Episode;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.EnvironmentLoop;
import io.warmstart.core.environment.EpisodeSummary;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.SceneMap;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.StepListener;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.learner.PolicySession;
import java.util.ArrayList;
import java.util.List;

/** Reads trajectories through the channels that a map names. */
public final class Trajectories {
  private Trajectories() {}

  /**
   * Rolls a policy out as {@link io.warmstart.core.training.Evaluation} does: with the same seed,
   * these are its first episodes.
   *
   * @param environment stepped by it; stays with the caller
   * @param policy acts deterministically
   * @param map whose channels are read
   * @param episodes to record
   * @param seed of the start states
   */
  public static List<Trajectory> of(
      Environment environment, Policy policy, SceneMap map, int episodes, long seed) {
    Recorder recorder = new Recorder(ScenePosition.of(environment.spec(), map));
    EnvironmentLoop loop = new EnvironmentLoop(environment, seed, "evaluation", recorder);
    List<Trajectory> trajectories = new ArrayList<>();
    try (PolicySession session = policy.begin(Policy.ActionMode.DETERMINISTIC, seed)) {
      for (int i = 0; i < episodes; i++) {
        session.restart(loop.seedOf(i));
        EpisodeSummary summary = loop.run(session);
        trajectories.add(new Trajectory(recorder.points, summary.success()));
      }
    }
    return List.copyOf(trajectories);
  }

  /**
   * Recorded episodes, evenly chosen over the dataset.
   *
   * @param dataset that is read
   * @param map whose channels are read
   * @param most number of episodes, at least 1
   */
  public static List<Trajectory> of(Dataset dataset, SceneMap map, int most) {
    ScenePosition position = ScenePosition.of(dataset.spec(), map);
    int count = Math.min(most, dataset.episodes().size());
    List<Trajectory> trajectories = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long number = (long) i * dataset.episodes().size() / count;
      Episode episode = dataset.episodes().get((int) number);
      List<SceneMap.Point> points = new ArrayList<>();
      long first = dataset.slot(episode.firstTransition());
      for (int t = 0; t <= episode.length(); t++) {
        points.add(position.of(dataset, first + t));
      }
      trajectories.add(new Trajectory(points, TaskSuccess.UNDEFINED));
    }
    return List.copyOf(trajectories);
  }

  /** Keeps the places of the episode that runs. */
  private static final class Recorder implements StepListener {
    private final ScenePosition position;
    private final List<SceneMap.Point> points = new ArrayList<>();

    Recorder(ScenePosition position) {
      this.position = position;
    }

    @Override
    public void begin(long episode, Observation first) {
      points.clear();
      points.add(position.of(first));
    }

    @Override
    public void step(
        Observation observation, float[] requested, float[] applied, Step step, Observation next) {
      points.add(position.of(next));
    }

    @Override
    public void end(TerminationCause cause, Observation last) {}
  }
}
