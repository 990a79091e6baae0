package io.warmstart.cli;

import io.warmstart.cli.film.Film;
import io.warmstart.cli.film.FilmFormat;
import io.warmstart.core.environment.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws an episode. */
@Command(
    name = "view",
    description = "Draws an episode of a simulated task as a picture or a film.",
    footer = {
      "A film runs as fast as the robot would; no display is needed. MP4 needs ffmpeg.",
      "",
      "Examples:",
      "  warmstart sim view maze2d-umaze-sparse --out maze.gif",
      "  warmstart sim view pendulum-v1 --steps 30 --size 480x640 --out pendulum.png",
      "  warmstart sim view maze2d-umaze-sparse --policy runs/latest --out learned.gif"
    })
final class SimViewCommand implements Callable<Integer> {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");
  private static final int FEWEST_PIXELS = 16;
  private static final int MOST_PIXELS = 2048;
  private static final double SECONDS_PER_PICTURE = 0.04;

  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Parameters(paramLabel = "TASK", description = "Task, such as those of: warmstart sim list.")
  String text;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = {
        "File to write; must not exist. Its ending decides:",
        ".png: the state after the last step; .gif and .mp4: the whole episode."
      })
  Path out;

  @Option(
      names = "--policy",
      paramLabel = "WHAT",
      defaultValue = "",
      description = {
        "random, script, or the directory of a run, whose newest policy drives",
        "(default: script where the task has one, otherwise random)."
      })
  String policy;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Start state and noise follow from it (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps to take at most; 0 shows the start (default: the whole episode).")
  @Nullable Integer steps;

  @Option(
      names = "--every",
      paramLabel = "K",
      description = "Steps from picture to picture (default: about 25 pictures per second).")
  @Nullable Integer every;

  @Option(
      names = "--size",
      paramLabel = "HxW",
      defaultValue = "360x480",
      description = "Height and width in pixels (default: ${DEFAULT-VALUE}).")
  String size;

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    FilmFormat format = format();
    EpisodeFilm.Shots shots = shots();
    Tasks.Task task = Tasks.named(text);
    requireAtLeast("--steps", steps, 0);
    requireAtLeast("--every", every, 1);
    if (Files.exists(out)) {
      throw new CommandException(
          ExitCode.FAILED, out + " exists already and is not overwritten; choose another --out");
    }
    try (Environment environment = task.create();
        ViewedPolicy driver = ViewedPolicy.of(policy, task, environment)) {
      double period = TaskText.seconds(environment.spec());
      int usual = (int) Math.max(1, Math.rint(SECONDS_PER_PICTURE / period));
      int stride = every == null ? usual : every;
      console.note("drawing " + task + ", driven by " + driver.label() + " ...");
      try (Film film = format.open(out, stride * period)) {
        EpisodeFilm episode =
            new EpisodeFilm(environment, film, shots.withEvery(format.moves() ? stride : 0));
        episode.run(driver, seed, steps == null ? environment.stepLimit() : steps);
        Map<String, Object> result = result(task, driver, episode);
        result.put("success", environment.success().name().toLowerCase(Locale.ROOT));
        result.put("bytes", out.toFile().length());
        Facts facts = new Facts();
        result.forEach(facts::add);
        console.result(result, facts.toString());
      }
    }
    return ExitCode.OK.code();
  }

  private Map<String, Object> result(Tasks.Task task, ViewedPolicy driver, EpisodeFilm episode) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("file", out.toString());
    result.put("task", task.toString());
    result.put("policy", driver.label());
    result.put("seed", seed);
    result.put("steps", episode.steps());
    result.put("pictures", episode.pictures());
    result.put("return", episode.sum());
    return result;
  }

  private EpisodeFilm.Shots shots() {
    Matcher matcher = SIZE.matcher(size.strip().toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      int height = Integer.parseInt(matcher.group(1));
      int width = Integer.parseInt(matcher.group(2));
      if (Math.min(height, width) >= FEWEST_PIXELS && Math.max(height, width) <= MOST_PIXELS) {
        return new EpisodeFilm.Shots(height, width, 0);
      }
    }
    throw new CommandException(
        ExitCode.USAGE,
        "--size "
            + size
            + " must be HEIGHTxWIDTH, each from "
            + FEWEST_PIXELS
            + " to "
            + MOST_PIXELS
            + " pixels");
  }

  private FilmFormat format() {
    return FilmFormat.of(out)
        .orElseThrow(() ->
            new CommandException(
                ExitCode.USAGE, "--out " + out + " must end in .png, .gif or .mp4"));
  }

  private static void requireAtLeast(String option, @Nullable Integer value, int least) {
    if (value != null && value < least) {
      throw new CommandException(
          ExitCode.USAGE, option + " = " + value + " must be at least " + least);
    }
  }
}
