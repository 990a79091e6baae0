package io.warmstart.cli;

import io.warmstart.cli.report.SceneLayer;
import io.warmstart.cli.report.ScenePicture;
import io.warmstart.cli.report.Trajectories;
import io.warmstart.cli.report.Trajectory;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetSummary;
import io.warmstart.core.data.FileFacts;
import io.warmstart.core.data.ReadOptions.Reading;
import io.warmstart.core.environment.SceneMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a dataset file holds. */
@Command(
    name = "show",
    description = "Shows what a dataset holds: arrays, episodes, returns, ranges, hash.",
    footer = {
      "Examples:",
      "  warmstart dataset show hopper-medium-v2.hdf5",
      "  warmstart dataset show hopper-medium-v2.hdf5 --reading d4rl-compat --json",
      "  warmstart dataset show umaze.hdf5 --png umaze.png"
    })
final class DatasetShowCommand implements Callable<Integer> {
  private static final int DRAWN_EPISODES = 60;
  private static final int PIXELS = 900;

  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Parameters(paramLabel = "FILE", description = "Dataset file, such as D4RL's HDF5.")
  Path file;

  @Option(
      names = "--reading",
      paramLabel = "RULES",
      defaultValue = "strict",
      converter = ReadingOption.class,
      description = {
        "How episodes are cut (default: ${DEFAULT-VALUE}):",
        "strict: stored next observations, time limits bootstrap, no row is lost;",
        "d4rl-compat: bit for bit what D4RL's qlearning_dataset gives."
      })
  Reading reading;

  @Option(
      names = "--png",
      paramLabel = "PICTURE",
      description = "Also draw its trajectories over the plan of its task; must not exist.")
  @Nullable Path png;

  @Option(
      names = {"-t", "--task"},
      paramLabel = "TASK",
      description = "Task whose plan --png draws (default: the one the file names).")
  @Nullable String task;

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    FileFacts stored = Datasets.formatOf(file).facts(file);
    try (Dataset dataset = Datasets.read(file, reading)) {
      if (png != null) {
        draw(dataset, plan(stored), png);
      }
      DatasetSummary read = DatasetSummary.of(dataset);
      if (console.json()) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("stored", stored);
        all.put("reading", dataset.provenance().reading());
        all.put("read", read);
        console.printJson(all);
      } else {
        print(console, stored, read, dataset.provenance().reading());
      }
    }
    return ExitCode.OK.code();
  }

  private SceneMap plan(FileFacts stored) {
    String named = task != null ? task : stored.attributes().get("task");
    if (named == null) {
      throw new CommandException(
          ExitCode.USAGE, file + " does not name its task; say which plan to draw with --task");
    }
    return Tasks.named(named)
        .map()
        .orElseThrow(() -> new CommandException(ExitCode.USAGE, named + " has no plan to draw"));
  }

  private static void draw(Dataset dataset, SceneMap map, Path picture) {
    if (Files.exists(picture)) {
      throw new CommandException(
          ExitCode.FAILED, picture + " exists already; choose another name with --png");
    }
    List<Trajectory> paths = Trajectories.of(dataset, map, DRAWN_EPISODES);
    new ScenePicture("", map, List.of(new SceneLayer.Paths(paths))).writePng(picture, PIXELS);
  }

  private static void print(
      Console console, FileFacts stored, DatasetSummary read, String reading) {
    Facts facts = new Facts();
    facts.add("file", stored.source());
    facts.add("format", stored.format() + ", " + Numbers.bytes(stored.bytes()));
    facts.add("sha256", stored.sha256());
    facts.add("rows", Numbers.of(stored.rows()));
    facts.add("terminals", Numbers.of(stored.terminals()));
    facts.add("time-outs", stored.timeoutsStored() ? Numbers.of(stored.timeouts()) : "not stored");
    facts.add("reading", reading);
    facts.add("transitions", Numbers.of(read.transitions()));
    facts.add("episodes", Numbers.of(read.episodes()) + " (" + endings(read) + ")");
    facts.add("episode length", spread(read.lengths()));
    facts.add("episode return", spread(read.returns()));
    facts.add("reward", range(read.rewards()));
    new TreeMap<>(stored.attributes())
        .forEach((name, value) -> facts.add("attribute " + name, value));
    console.print(facts.toString());
    console.print("");
    Table columns = new Table("array", "type", "shape", "storage");
    stored
        .columns()
        .forEach(c -> columns.row(c.name(), c.type(), c.shape().toString(), c.storage()));
    console.print(columns.toString());
    console.print("");
    console.print(channels("observation", read.observations()).toString());
    console.print("");
    if (!read.pictures().isEmpty()) {
      console.print(channels("picture", read.pictures()).toString());
      console.print("");
    }
    console.print(channels("action", read.actions()).toString());
  }

  private static String endings(DatasetSummary read) {
    return read.terminated()
        + " terminated, "
        + read.truncated()
        + " timed out, "
        + read.cut()
        + " cut";
  }

  private static String spread(DatasetSummary.Distribution d) {
    return "mean "
        + Numbers.of(d.mean())
        + ", median "
        + Numbers.of(d.median())
        + ", from "
        + Numbers.of(d.min())
        + " to "
        + Numbers.of(d.max());
  }

  private static String range(DatasetSummary.ChannelStatistics c) {
    return "mean "
        + Numbers.of(c.mean())
        + ", std "
        + Numbers.of(c.standardDeviation())
        + ", from "
        + Numbers.of(c.min())
        + " to "
        + Numbers.of(c.max());
  }

  private static Table channels(String what, List<DatasetSummary.ChannelStatistics> channels) {
    Table table = new Table(what + " channel", "mean", "std", "min", "max");
    for (DatasetSummary.ChannelStatistics c : channels) {
      table.row(
          c.name(),
          Numbers.of(c.mean()),
          Numbers.of(c.standardDeviation()),
          Numbers.of(c.min()),
          Numbers.of(c.max()));
    }
    return table;
  }
}
