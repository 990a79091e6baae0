package io.warmstart.cli;

import io.warmstart.cli.compare.Comparison;
import io.warmstart.cli.compare.Scored;
import io.warmstart.cli.report.ComparisonPicture;
import io.warmstart.cli.sweep.CellResult;
import io.warmstart.cli.sweep.ResultsTable;
import io.warmstart.core.run.DurableFile;
import io.warmstart.core.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares algorithms over seeds. */
@Command(
    name = "compare",
    description = "Compares algorithms over seeds: intervals, pairs, profiles.",
    footer = {
      "Scores are interquartile means over runs; intervals are 95 %% bootstrap intervals that",
      "resample seeds within every task, then episodes (Agarwal et al., 2021). An algorithm is",
      "called better only where the intervals do not overlap and both have at least 5 seeds.",
      "",
      "Examples:",
      "  warmstart compare sweeps/first",
      "  warmstart compare sweeps/first --baseline bc --png first.png --svg first.svg",
      "  warmstart compare runs/bc-1 runs/bc-2 runs/iql-1 runs/iql-2 --episodes 50"
    })
final class CompareCommand implements Callable<Integer> {
  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "Sweeps, their results.json, or runs; runs are rolled out now.")
  List<Path> paths = new ArrayList<>();

  @Option(
      names = "--png",
      paramLabel = "FILE",
      description = "Draw the comparison; must not exist.")
  @Nullable Path png;

  @Option(names = "--svg", paramLabel = "FILE", description = "The same as SVG; must not exist.")
  @Nullable Path svg;

  @Option(
      names = "--baseline",
      paramLabel = "LABEL",
      description = "Only pairs with this algorithm.")
  @Nullable String baseline;

  @Option(
      names = {"-n", "--episodes"},
      paramLabel = "N",
      defaultValue = "50",
      description = "Episodes of every run that is rolled out (default: ${DEFAULT-VALUE}).")
  int episodes;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Start states of runs that are rolled out (default: ${DEFAULT-VALUE}).")
  long seed;

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    for (Path picture : pictures()) {
      if (Files.exists(picture, LinkOption.NOFOLLOW_LINKS)) {
        throw new CommandException(
            ExitCode.FAILED, picture + " exists already; choose another name");
      }
    }
    if (episodes < 1) {
      throw new CommandException(
          ExitCode.USAGE, "--episodes = " + episodes + " must be at least 1");
    }
    List<Scored> runs = new ArrayList<>();
    for (Path path : paths) {
      add(console, runs, path);
    }
    Comparison comparison = Comparison.of(runs);
    ComparisonText text = new ComparisonText(comparison, Optional.ofNullable(baseline));
    ComparisonPicture picture = new ComparisonPicture(comparison);
    if (png != null) {
      picture.writePng(png);
    }
    if (svg != null) {
      DurableFile.write(svg, picture.toSvg());
    }
    console.result(text.json(), text.text());
    pictures().forEach(drawn -> console.note("drawn: " + drawn));
    return ExitCode.OK.code();
  }

  private List<Path> pictures() {
    List<Path> pictures = new ArrayList<>();
    if (png != null) {
      pictures.add(png);
    }
    if (svg != null) {
      pictures.add(svg);
    }
    return pictures;
  }

  private void add(Console console, List<Scored> runs, Path path) {
    Path table = path.resolve(ResultsTable.JSON_FILE);
    if (Files.isRegularFile(path) || Files.isRegularFile(table)) {
      Path file = Files.isRegularFile(path) ? path : table;
      for (CellResult cell : ResultsTable.read(file).cells()) {
        if (cell.done()) {
          runs.add(Scored.of(cell, path.toString()));
        } else {
          console.note("left out: " + cell.cell() + " failed: " + cell.error());
        }
      }
    } else if (Files.isRegularFile(path.resolve("manifest.json"))) {
      runs.add(rolledOut(console, RunDirectory.open(path)));
    } else {
      throw new CommandException(
          ExitCode.FAILED,
          path
              + (Files.exists(path) ? " is neither a sweep nor a run" : " does not exist")
              + "; expected a directory with results.json or manifest.json");
    }
  }

  private Scored rolledOut(Console console, RunDirectory run) {
    SavedRun saved = SavedRun.of(run);
    console.note("rolling out " + run);
    return saved.scored(episodes, seed);
  }
}
