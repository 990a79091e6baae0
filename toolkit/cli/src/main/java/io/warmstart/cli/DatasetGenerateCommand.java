package io.warmstart.cli;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetException;
import io.warmstart.core.data.DatasetFormat;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Mixture;
import io.warmstart.core.run.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Records data with a task's scripted controller. */
@Command(
    name = "generate",
    description = "Records data with the scripted controller of a simulated task.",
    footer = {
      "The same command gives the same bits. The file records task, options and seed.",
      "",
      "Example:",
      "  warmstart dataset generate maze2d-umaze-sparse --steps 100000 --noise 0.5 --seed 1 \\",
      "      --out umaze.hdf5",
      "  warmstart dataset generate maze2d-medium-sparse --steps 60000 --noise 3 \\",
      "      --mixture goal=0.35,random=0.15,wander=0.5 --out mixed.hdf5"
    })
final class DatasetGenerateCommand implements Callable<Integer> {
  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Parameters(
      paramLabel = "TASK",
      description = "Task, such as maze2d-umaze-sparse or 'ID[setting=value,...]'; see: sim list.")
  String task;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Transitions to record (default: ${DEFAULT-VALUE}).")
  int steps;

  @Option(
      names = "--noise",
      paramLabel = "STD",
      defaultValue = "0",
      description = "Standard deviation of the Gaussian added to actions (default: 0).")
  double noise;

  @Option(
      names = "--random-fraction",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of steps, 0 to 1, driven by random actions (default: 0).")
  double randomFraction;

  @Option(
      names = "--mixture",
      paramLabel = "SHARES",
      description = {
        "Behaviours of different quality, one per episode, each from a reset of its own, such as",
        "goal=0.35,random=0.15,wander=0.5 (default: one continuing stream, as D4RL records)."
      })
  @Nullable String mixture;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Decides everything random (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "File to write; must not exist (default: TASK.hdf5).")
  Path out;

  @Option(names = "--dry-run", description = "Check everything, write nothing.")
  boolean dryRun;

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    Tasks.Task found = Tasks.named(task);
    CollectionOptions options = options();
    Path target = out == null ? Path.of(found.fileName() + ".hdf5") : out;
    if (Files.exists(target)) {
      throw new DatasetException(
          target + " exists already and is not overwritten; choose another name with --out");
    }
    if (dryRun) {
      console.note("would record " + Numbers.of(steps) + " steps of " + task + " to " + target);
      return ExitCode.OK.code();
    }
    DatasetFormat format = Datasets.format("d4rl");
    console.note("recording " + Numbers.of(steps) + " steps of " + task + " ...");
    Map<String, Object> result = new LinkedHashMap<>();
    try (Dataset dataset = found.collect(options)) {
      format.write(dataset, target, attributes());
      result.put("file", target.toString());
      result.put("transitions", dataset.transitions());
      result.put("episodes", dataset.episodes().size());
      result.put("bytes", target.toFile().length());
      result.put("sha256", Sha256.of(target));
    }
    Facts facts = new Facts();
    result.forEach(facts::add);
    console.result(result, facts.toString());
    return ExitCode.OK.code();
  }

  private CollectionOptions options() {
    try {
      return new CollectionOptions(
          steps, noise, randomFraction, seed, Optional.ofNullable(mixture).map(Mixture::parse));
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private Map<String, String> attributes() {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("task", task);
    attributes.put("generator", "warmstart dataset generate");
    attributes.put("steps", Integer.toString(steps));
    attributes.put("noise", Double.toString(noise));
    attributes.put("randomFraction", Double.toString(randomFraction));
    if (mixture != null) {
      attributes.put("mixture", mixture);
    }
    attributes.put("seed", Long.toString(seed));
    return attributes;
  }
}
