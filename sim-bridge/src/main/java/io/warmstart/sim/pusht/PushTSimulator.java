package io.warmstart.sim.pusht;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Simulator;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.core.environment.TaskReference;
import io.warmstart.sim.Tasks;
import java.util.List;
import java.util.Optional;

/**
 * Push-T with dense reward, {@code push-t}, and with sparse reward, {@code push-t-sparse}. No
 * published reference returns: scores of the published task are mean coverages of its own physics.
 */
public final class PushTSimulator implements Simulator {
  private static final String DENSE = "push-t";
  private static final String SPARSE = "push-t-sparse";

  @Override
  public String name() {
    return "push-t";
  }

  @Override
  public List<TaskDescription> tasks() {
    PushTSettings settings = settings();
    return List.of(description(DENSE, settings), description(SPARSE, settings));
  }

  private static TaskDescription description(String id, PushTSettings settings) {
    String reward =
        id.equals(SPARSE)
            ? "reward 1 and the end once 95 % are covered."
            : "reward is the share of it that is covered, 95 % being enough.";
    return new TaskDescription(
        id,
        "Push a T-shaped block onto its mark on the table; " + reward,
        PushTEnvironment.spec(settings),
        PushTEnvironment.STEP_LIMIT,
        Optional.empty());
  }

  @Override
  public PushTSettings settings() {
    return new PushTSettings();
  }

  @Override
  public TaskDescription describe(TaskReference task) {
    return description(Tasks.listed(this, task).id(), task.over(settings()));
  }

  @Override
  public Environment create(TaskReference task) {
    return environment(task);
  }

  private PushTEnvironment environment(TaskReference task) {
    String id = Tasks.listed(this, task).id();
    return new PushTEnvironment(id, id.equals(SPARSE), task.over(settings()));
  }

  /**
   * Records episodes from resets of their own, to success or to the step limit; see {@code
   * PushTRecording}.
   */
  @Override
  public Dataset collect(TaskReference task, CollectionOptions options) {
    try (PushTEnvironment environment = environment(task)) {
      return new PushTRecording(environment, task.over(settings()).control(), options)
          .run(Tasks.provenance(task, options));
    }
  }
}
