package io.warmstart.sim.arm;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Controller;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Simulator;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.core.environment.TaskReference;
import io.warmstart.sim.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The arm's tasks, {@code arm-reach}, {@code arm-push}, {@code arm-pick-place} and {@code
 * arm-peg-insertion}, each with a sparse and a dense reward, as {@code arm-reach-sparse} and so on.
 */
public final class ArmSimulator implements Simulator {
  private static final List<ArmTask> TASKS =
      List.of(new ReachTask(), new PushTask(), new PickPlaceTask(), new PegTask());

  private record Entry(String id, ArmTask task, boolean dense) {
    TaskDescription describe(ArmSettings settings) {
      String paid = dense ? "reward is less the farther it is" : "reward 1 when it is there";
      return new TaskDescription(
          id,
          task.summary() + "; " + paid + ".",
          ArmEnvironment.spec(task, settings),
          task.stepLimit(),
          Optional.empty());
    }
  }

  private final List<Entry> entries = new ArrayList<>();

  /** Lists the eight tasks. */
  public ArmSimulator() {
    for (ArmTask task : TASKS) {
      entries.add(new Entry("arm-" + task.name() + "-sparse", task, false));
      entries.add(new Entry("arm-" + task.name() + "-dense", task, true));
    }
  }

  @Override
  public String name() {
    return "arm";
  }

  @Override
  public List<TaskDescription> tasks() {
    return entries.stream().map(entry -> entry.describe(settings())).toList();
  }

  @Override
  public ArmSettings settings() {
    return new ArmSettings();
  }

  @Override
  public TaskDescription describe(TaskReference task) {
    return find(task).describe(task.over(settings()));
  }

  @Override
  public Environment create(TaskReference task) {
    return environment(task);
  }

  ArmEnvironment environment(TaskReference task) {
    Entry entry = find(task);
    return new ArmEnvironment(entry.id(), entry.task(), entry.dense(), task.over(settings()));
  }

  @Override
  public Dataset collect(TaskReference task, CollectionOptions options) {
    try (ArmEnvironment environment = environment(task)) {
      return new ArmRecording(environment, find(task).task(), options)
          .run(Tasks.provenance(task, options));
    }
  }

  /** The task's script, which sees the true state and works in every control mode. */
  @Override
  public Optional<Controller> script(TaskReference task, Environment environment) {
    ArmEnvironment arm = Tasks.own(this, ArmEnvironment.class, environment);
    return Optional.of(new ArmScript(arm, find(task).task()));
  }

  private Entry find(TaskReference task) {
    return entries.stream()
        .filter(entry -> entry.id().equals(task.id()))
        .findFirst()
        .orElseThrow(() -> Tasks.unknown(this, task.id()));
  }
}
