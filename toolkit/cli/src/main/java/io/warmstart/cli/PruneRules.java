package io.warmstart.cli;

import io.warmstart.core.run.CheckpointFolder;
import io.warmstart.core.run.Manifest;
import io.warmstart.core.run.RunDirectory;
import io.warmstart.core.run.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What may be deleted of runs.
 *
 * @param keepCheckpoints newest checkpoints that stay, at least 1; the best always stays; empty:
 *     all stay
 * @param failed whether runs that failed go
 * @param olderThan age from which on runs go, by the end of their last session
 */
record PruneRules(Optional<Integer> keepCheckpoints, boolean failed, Optional<Duration> olderThan) {
  private static final Logger LOG = LoggerFactory.getLogger(PruneRules.class);

  /** A run that may go on keeps a checkpoint to fall back to. */
  private static final int FEWEST_OF_UNFINISHED = 2;

  /**
   * Something to delete, or a reason not to.
   *
   * @param run that it is part of
   * @param checkpoints to delete; empty for the whole run
   * @param bytes it takes
   * @param why a rule applies, or why nothing is deleted
   * @param kept whether it stays although a rule applies
   */
  record Item(
      RunDirectory run,
      List<CheckpointFolder.Entry> checkpoints,
      long bytes,
      String why,
      boolean kept) {
    boolean wholeRun() {
      return checkpoints.isEmpty();
    }
  }

  /**
   * What these rules delete of the runs in a directory.
   *
   * @param root directory of the runs
   * @param now time that ages are counted to
   */
  List<Item> apply(Path root, Instant now) {
    List<RunDirectory> runs = readable(root);
    Map<Path, RunDirectory> children = new HashMap<>();
    for (RunDirectory run : runs) {
      Manifest.Parent parent = run.manifest().parent();
      if (parent != null) {
        children.put(real(Path.of(parent.run())), run);
      }
    }
    List<Item> items = new ArrayList<>();
    for (RunDirectory run : runs) {
      Optional<String> doomed = doomed(run.manifest().current(), now);
      if (doomed.isPresent()) {
        items.add(whole(run, doomed.get(), children));
      } else {
        checkpoints(run).ifPresent(items::add);
      }
    }
    return items;
  }

  /** Runs whose manifest can be read; what is not understood is not deleted. */
  private static List<RunDirectory> readable(Path root) {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    List<RunDirectory> runs = new ArrayList<>();
    try (Stream<Path> children = Files.list(root)) {
      for (Path child : children.sorted().toList()) {
        if (Files.isRegularFile(child.resolve("manifest.json"))
            && !Files.isSymbolicLink(child)
            && !child.getFileName().toString().startsWith(".")) {
          understood(child).ifPresent(runs::add);
        }
      }
    } catch (IOException e) {
      throw new RunException("cannot list " + root + ": " + e.getMessage(), e);
    }
    return runs;
  }

  private static Optional<RunDirectory> understood(Path path) {
    try {
      RunDirectory run = RunDirectory.open(path);
      run.manifest();
      return Optional.of(run);
    } catch (RunException e) {
      LOG.debug("{} is left alone", path, e);
      return Optional.empty();
    }
  }

  private Optional<String> doomed(Manifest.Session session, Instant now) {
    if (failed && session.status() == Manifest.Status.FAILED) {
      return Optional.of("failed");
    }
    String end = session.endedAt() == null ? session.startedAt() : session.endedAt();
    return olderThan
        .filter(age -> Instant.parse(end).plus(age).isBefore(now))
        .map(age -> "ended " + end);
  }

  private static Item whole(RunDirectory run, String why, Map<Path, RunDirectory> children) {
    RunDirectory child = children.get(real(run.path()));
    if (child != null) {
      return new Item(run, List.of(), 0, "kept: " + child + " was started from it", true);
    }
    return isRunning(run)
        ? new Item(run, List.of(), 0, "kept: it is running", true)
        : new Item(run, List.of(), size(run.path()), why, false);
  }

  private Optional<Item> checkpoints(RunDirectory run) {
    if (keepCheckpoints.isEmpty()) {
      return Optional.empty();
    }
    boolean finished = run.manifest().current().status() == Manifest.Status.FINISHED;
    int keep =
        finished ? keepCheckpoints.get() : Math.max(FEWEST_OF_UNFINISHED, keepCheckpoints.get());
    List<CheckpointFolder.Entry> old = run.checkpoints().allButNewest(keep);
    if (old.isEmpty()) {
      return Optional.empty();
    }
    if (isRunning(run)) {
      return Optional.of(new Item(run, old, 0, "kept: it is running", true));
    }
    long bytes = old.stream().mapToLong(entry -> size(entry.path())).sum();
    String why = old.size() + (old.size() == 1 ? " old checkpoint" : " old checkpoints");
    return Optional.of(new Item(run, old, bytes, why, false));
  }

  private static boolean isRunning(RunDirectory run) {
    return RunStatus.label(run).equals(Manifest.Status.RUNNING.label());
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize(); // gone already
    }
  }

  private static long size(Path path) {
    try (Stream<Path> walk = Files.walk(path)) {
      long bytes = 0;
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    } catch (IOException e) {
      throw new RunException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }
}
