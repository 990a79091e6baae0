package io.warmstart.cli;

import io.warmstart.benchmarks.EngineBenchmark;
import io.warmstart.benchmarks.Subject;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetBuilder;
import io.warmstart.core.data.Provenance;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Executor;
import io.warmstart.engine.Philox;
import io.warmstart.engine.cpu.CpuExecutor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times a whole update of every algorithm. */
@Command(
    name = "algorithms",
    description = "Times a whole update of every algorithm at its default size.",
    footer = {
      "An update draws its batch from 100,000 random transitions with 17 observations and 6",
      "actions. The FMA peak is measured in the same run. A peer runs in turns with this engine, so",
      "the ratio holds on a machine whose speed varies.",
      "",
      "Examples:",
      "  warmstart bench algorithms --threads 2",
      "  warmstart bench algorithms --only iql,cql \\\\",
      "      --peer 'python3 toolkit/benchmarks/peers/torch_algorithms.py'"
    })
final class BenchAlgorithmsCommand implements Callable<Integer> {
  private static final EnvironmentSpec SPEC = EnvironmentSpec.ofWidths(17, 6);
  private static final int TRANSITIONS = 100_000;
  private static final int EPISODE = 1000;

  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Option(
      names = "--only",
      paramLabel = "NAME,...",
      split = ",",
      description = "Algorithms (default: all).")
  @Nullable List<String> only;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      defaultValue = "cpu",
      description = "What runs the updates (default: ${DEFAULT-VALUE}).")
  Device device;

  @Mixin BenchOptions timing;

  @Override
  public Integer call() throws InterruptedException {
    Console console = Console.of(command, common);
    timing.check();
    List<LearnerConfig> algorithms =
        only == null ? Algorithms.all() : only.stream().map(Algorithms::named).toList();
    boolean cpu = device == Device.CPU || device == Device.AUTO;
    IntFunction<Executor> executors = cpu ? CpuExecutor::new : any -> device.executor();
    List<Integer> workers = cpu ? timing.threads : List.of(1);
    List<EngineBenchmark.Row> rows = new ArrayList<>();
    try (Dataset dataset = random()) {
      List<Subject> subjects =
          algorithms.stream().map(config -> Subject.of(config, dataset)).toList();
      new EngineBenchmark(subjects, executors, timing.options(workers))
          .run(row -> {
            rows.add(row);
            console.note(row.title() + ", " + row.threads() + " threads: done");
          });
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, "the peer failed: " + e.getMessage(), e);
    }
    console.result(BenchTable.json(rows), BenchTable.of(rows) + peerLine(rows));
    return ExitCode.OK.code();
  }

  private static String peerLine(List<EngineBenchmark.Row> rows) {
    return rows.stream()
        .flatMap(row -> row.peer().stream())
        .map(found -> "\npeer: " + found.description())
        .findFirst()
        .orElse("");
  }

  /** Numbers inside (-1, 1) everywhere, in episodes of 1,000 steps. */
  private static Dataset random() {
    Philox random = Philox.of(7, "transitions");
    DatasetBuilder builder =
        new DatasetBuilder(SPEC, List.of(), TRANSITIONS + TRANSITIONS / EPISODE);
    Observation observation = Observation.of(SPEC);
    float[] action = new float[SPEC.actionWidth()];
    for (int t = 0; t < TRANSITIONS; t++) {
      draw(random, t, observation, action);
      builder.step(observation, action, (float) Math.tanh(random.normal(t, 999)));
      if ((t + 1) % EPISODE == 0) {
        builder.end(TerminationCause.TRUNCATED, observation);
      }
    }
    return builder.build(Provenance.generated("random transitions"));
  }

  private static void draw(Philox random, int t, Observation observation, float[] action) {
    for (int i = 0; i < SPEC.observationWidth(); i++) {
      observation.set(0, i, (float) random.normal(t, i));
    }
    for (int i = 0; i < action.length; i++) {
      action[i] = (float) Math.tanh(random.normal(t, 100 + i));
    }
  }
}
