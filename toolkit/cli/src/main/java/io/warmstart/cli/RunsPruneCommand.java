package io.warmstart.cli;

import io.warmstart.core.run.RunDirectory;
import io.warmstart.core.run.RunException;
import io.warmstart.core.run.RunLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Deletes old checkpoints and runs. */
@Command(
    name = "prune",
    description = "Deletes old checkpoints, failed runs and old runs; lists them without --yes.",
    footer = {
      "A run that is being written is never touched, nor one that another run was started from;",
      "the best checkpoint always stays. Runs that are not finished keep at least two.",
      "",
      "Examples:",
      "  warmstart runs prune --keep-checkpoints 1",
      "  warmstart runs prune --root sweeps/first/runs --keep-checkpoints 1 --failed --yes",
      "  warmstart runs prune --older-than 30d --yes"
    })
final class RunsPruneCommand implements Callable<Integer> {
  private static final Pattern AGE = Pattern.compile("(\\d{1,6})([dh])");

  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = "runs",
      description = "Directory that holds the runs (default: ${DEFAULT-VALUE}).")
  Path root;

  @Option(
      names = "--keep-checkpoints",
      paramLabel = "K",
      description = "Delete all but the newest K checkpoints of every run, and the best.")
  @Nullable Integer keepCheckpoints;

  @Option(names = "--failed", description = "Delete runs that failed.")
  boolean failed;

  @Option(
      names = "--older-than",
      paramLabel = "AGE",
      description = "Delete runs whose last session ended longer ago, such as 30d or 12h.")
  @Nullable String olderThan;

  @Option(names = "--yes", description = "Delete; without it, what would go is only listed.")
  boolean yes;

  @Option(names = "--dry-run", description = "Only list, whatever else is given.")
  boolean dryRun;

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    List<PruneRules.Item> items = rules().apply(root, Instant.now());
    boolean delete = yes && !dryRun;
    List<PruneRules.Item> done = new ArrayList<>();
    for (PruneRules.Item item : items) {
      done.add(delete && !item.kept() ? delete(item) : item);
    }
    if (delete) {
      forgetDanglingLatest();
    }
    print(console, done, delete);
    return ExitCode.OK.code();
  }

  private PruneRules rules() {
    if (keepCheckpoints == null && !failed && olderThan == null) {
      throw new CommandException(
          ExitCode.USAGE,
          "say what may go: --keep-checkpoints K, --failed, --older-than AGE, or several of them");
    }
    if (keepCheckpoints != null && keepCheckpoints < 1) {
      throw new CommandException(
          ExitCode.USAGE, "--keep-checkpoints = " + keepCheckpoints + " must be at least 1");
    }
    return new PruneRules(
        Optional.ofNullable(keepCheckpoints),
        failed,
        Optional.ofNullable(olderThan).map(RunsPruneCommand::age));
  }

  private static Duration age(String text) {
    Matcher matcher = AGE.matcher(text);
    if (!matcher.matches()) {
      throw new CommandException(
          ExitCode.USAGE, "--older-than = \"" + text + "\" must be days or hours: 30d or 12h");
    }
    long number = Long.parseLong(matcher.group(1));
    return matcher.group(2).equals("d") ? Duration.ofDays(number) : Duration.ofHours(number);
  }

  private static PruneRules.Item delete(PruneRules.Item item) {
    RunDirectory run = item.run();
    try (RunLock lock = run.lock()) {
      if (item.wholeRun()) {
        run.delete();
      } else {
        item.checkpoints().forEach(run.checkpoints()::delete);
      }
      return item;
    } catch (RunException e) {
      return new PruneRules.Item(run, item.checkpoints(), 0, "kept: " + e.getMessage(), true);
    }
  }

  private void forgetDanglingLatest() {
    Path latest = root.resolve(RunDirectory.LATEST);
    try {
      if (Files.isSymbolicLink(latest) && !Files.exists(latest)) {
        Files.delete(latest);
      }
    } catch (IOException e) {
      throw new RunException("cannot delete " + latest + ": " + e.getMessage(), e);
    }
  }

  private void print(Console console, List<PruneRules.Item> items, boolean deleted) {
    long bytes = items.stream().mapToLong(PruneRules.Item::bytes).sum();
    List<Map<String, Object>> json = new ArrayList<>();
    Table table = new Table("run", "what", "size", "why");
    for (PruneRules.Item item : items) {
      String what = item.wholeRun() ? "run" : "checkpoints";
      table.row(
          item.run().toString(), what, item.kept() ? "-" : Numbers.bytes(item.bytes()), item.why());
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("run", item.run().toString());
      line.put("what", what);
      line.put("steps", item.checkpoints().stream().map(entry -> entry.step()).toList());
      line.put("bytes", item.bytes());
      line.put("why", item.why());
      line.put("kept", item.kept());
      json.add(line);
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("deleted", deleted);
    result.put("bytes", bytes);
    result.put("items", json);
    if (console.json() || !items.isEmpty()) {
      console.result(result, table.toString());
    }
    boolean nothing = items.stream().allMatch(PruneRules.Item::kept);
    console.note(
        nothing
            ? "nothing to delete in " + root
            : deleted
                ? "deleted " + Numbers.bytes(bytes)
                : "would delete " + Numbers.bytes(bytes) + "; nothing is deleted without --yes");
  }
}
