package io.warmstart.core.run;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A run on disk.
 *
 * <pre>
 * config.yaml     resolved configuration with the origin of each value
 * manifest.json   {@link Manifest}
 * metrics.csv     {@link MetricsCsv}
 * tb/             TensorBoard event files
 * checkpoints/    {@link CheckpointFolder}
 * videos/  log.txt  report.html
 * .lock           held by the process that writes the run
 * </pre>
 *
 * <p>Immutable: a place with names, not a resource. Writers take the {@link #lock} first.
 */
public final class RunDirectory {
  /** Name, beside the runs, that points to the newest of them. */
  public static final String LATEST = "latest";

  private final Path path;

  private RunDirectory(Path path) {
    this.path = path;
  }

  /**
   * Makes a run. It appears under its name with configuration and manifest inside, or not at all.
   *
   * @param path must not exist
   * @param configYaml resolved configuration
   * @param manifest with its first session
   * @throws RunException if the path exists or cannot be written
   */
  public static RunDirectory create(Path path, String configYaml, Manifest manifest) {
    refuseExisting(path);
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new RunException(path + " cannot be a run; choose another place with --out");
    }
    Path beside =
        parent.resolve("." + path.getFileName() + ".new-" + ProcessHandle.current().pid());
    try {
      Files.createDirectories(parent);
      Files.createDirectories(beside);
      for (String folder : List.of("tb", "checkpoints", "videos")) {
        Files.createDirectories(beside.resolve(folder));
      }
      DurableFile.write(beside.resolve("config.yaml"), configYaml);
      DurableFile.write(beside.resolve("manifest.json"), manifest.toJson());
      Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
      DurableFile.syncDirectory(parent);
    } catch (AtomicMoveNotSupportedException | FileAlreadyExistsException e) {
      throw DurableFile.failure("create run", path, e);
    } catch (FileSystemException e) {
      refuseExisting(path);
      throw DurableFile.failure("create run", path, e);
    } catch (IOException e) {
      throw DurableFile.failure("create run", path, e);
    }
    return new RunDirectory(path);
  }

  /**
   * Refuses a place that is taken; runs are never overwritten.
   *
   * @throws RunException if the path exists
   */
  public static void refuseExisting(Path path) {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new RunException(
          path
              + " exists already and runs are never overwritten; choose another name with --out"
              + (Files.exists(path.resolve("manifest.json"))
                  ? ", or go on with: warmstart resume " + path
                  : ""));
    }
  }

  /**
   * A run that exists; links such as {@code runs/latest} are followed.
   *
   * @throws RunException if there is no run at that place
   */
  public static RunDirectory open(Path path) {
    if (!Files.isRegularFile(path.resolve("manifest.json"))) {
      throw new RunException(
          path
              + (Files.exists(path)
                  ? " is not a run: it has no manifest.json"
                  : " does not exist; see the runs there are with: warmstart runs list"));
    }
    try {
      return new RunDirectory(Files.isSymbolicLink(path) ? path.toRealPath() : path);
    } catch (IOException e) {
      throw DurableFile.failure("open", path, e);
    }
  }

  /** All runs in a directory, oldest first; empty if it does not exist. */
  public static List<RunDirectory> list(Path root) {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    List<RunDirectory> runs = new ArrayList<>();
    try (Stream<Path> children = Files.list(root)) {
      children
          .filter(child -> !Files.isSymbolicLink(child))
          .filter(child -> !child.getFileName().toString().startsWith("."))
          .filter(child -> Files.isRegularFile(child.resolve("manifest.json")))
          .forEach(child -> runs.add(new RunDirectory(child)));
    } catch (IOException e) {
      throw DurableFile.failure("list", root, e);
    }
    runs.sort(
        Comparator.comparing((RunDirectory run) -> run.manifest().sessions().getFirst().startedAt())
            .thenComparing(run -> run.path));
    return List.copyOf(runs);
  }

  /** Lets {@code latest}, beside this run, point to it; does nothing where links do not exist. */
  public void pointLatest() {
    Path link = path.resolveSibling(LATEST);
    Path beside = path.resolveSibling("." + LATEST + "-" + ProcessHandle.current().pid());
    try {
      if (Files.exists(link, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(link)) {
        return;
      }
      Files.deleteIfExists(beside);
      Files.createSymbolicLink(beside, path.getFileName());
      Files.move(beside, link, StandardCopyOption.ATOMIC_MOVE);
    } catch (UnsupportedOperationException e) {
      return; // a convenience only, on file systems that have links
    } catch (IOException e) {
      throw DurableFile.failure("write", link, e);
    }
  }

  /**
   * Takes the right to write this run.
   *
   * @throws RunException if another process, or another part of this one, holds it
   */
  public RunLock lock() {
    return RunLock.take(path.resolve(".lock"), path);
  }

  /**
   * Deletes the run with everything in it; links in it are not followed. It leaves its name at
   * once, so that a deletion that is cut short leaves no half of a run. The caller holds the lock.
   *
   * @throws RunException if something cannot be deleted
   */
  public void delete() {
    Path doomed =
        path.resolveSibling("." + path.getFileName() + ".deleted-" + ProcessHandle.current().pid());
    try {
      Files.move(path, doomed, StandardCopyOption.ATOMIC_MOVE);
      List<Path> all;
      try (Stream<Path> walk = Files.walk(doomed)) {
        all = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : all) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw DurableFile.failure("delete", path, e);
    }
  }

  /** Place of the run. */
  public Path path() {
    return path;
  }

  /** Resolved configuration. */
  public Path config() {
    return path.resolve("config.yaml");
  }

  /** Metrics of all steps. */
  public Path metrics() {
    return path.resolve("metrics.csv");
  }

  /** TensorBoard event files. */
  public Path tensorBoard() {
    return path.resolve("tb");
  }

  /** The run's checkpoints. */
  public CheckpointFolder checkpoints() {
    return new CheckpointFolder(path.resolve("checkpoints"));
  }

  /** Log of everything, with stack traces. */
  public Path log() {
    return path.resolve("log.txt");
  }

  /** Recorded episodes. */
  public Path videos() {
    return path.resolve("videos");
  }

  /** The report for people. */
  public Path report() {
    return path.resolve("report.html");
  }

  /**
   * The manifest as it is now.
   *
   * @throws RunException if it cannot be read
   */
  public Manifest manifest() {
    Path file = path.resolve("manifest.json");
    try {
      return Manifest.fromJson(Files.readString(file), file);
    } catch (IOException e) {
      throw DurableFile.failure("read", file, e);
    }
  }

  /** Replaces the manifest; the caller holds the lock. */
  public void write(Manifest manifest) {
    DurableFile.write(path.resolve("manifest.json"), manifest.toJson());
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
