package io.warmstart.cli;

import io.warmstart.cli.demo.DemoPlan;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** From data to a fine-tuned policy, in one command. */
@Command(
    name = "demo",
    description = {
      "Records data of mixed quality in a maze, checks them, trains behavioural cloning and IQL,",
      "fine-tunes IQL in the maze, and evaluates after every stage. Takes minutes."
    },
    footer = {
      "Writes data.hdf5, one run per seed and stage, results.json and report.html.",
      "Ctrl-C once finishes the step, saves and exits with 4.",
      "",
      "Examples:",
      "  warmstart demo",
      "  warmstart demo --seeds 5 --out runs/claim",
      "  warmstart demo --quick              does everything work? Seconds; it learns nothing"
    })
final class DemoCommand implements Callable<Integer> {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often everything after the data is repeated (default: 3).")
  int seeds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the data and first seed of the runs (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "auto, cpu or reference (default: ${DEFAULT-VALUE}).")
  Device device;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      description = "Directory to make; must not exist (default: runs/demo-TIME).")
  @Nullable Path out;

  @Option(names = "--quick", description = "Run every stage for a moment only.")
  boolean quick;

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    if (seeds < 1) {
      throw new CommandException(ExitCode.USAGE, "--seeds = " + seeds + " must be at least 1");
    }
    device.executor();
    Path target = out == null ? Path.of("runs", "demo-" + LocalDateTime.now().format(STAMP)) : out;
    try (StopSignal stop = StopSignal.listening(console)) {
      DemoRun run =
          new DemoRun(
              console, CommandWords.of(command), stop, DemoPlan.of(quick, seed), device, target);
      return run.call(seed, seeds).code();
    }
  }
}
