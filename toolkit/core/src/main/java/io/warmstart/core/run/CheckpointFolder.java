package io.warmstart.core.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a run: {@code step-0000005000.safetensors}, the newest few, and {@code
 * best.safetensors}.
 *
 * <p>An older checkpoint is deleted only after a newer one is safe on disk, and at least two are
 * kept, so that a damaged newest one leaves something to go back to.
 */
public final class CheckpointFolder {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointFolder.class);
  private static final Pattern NAME = Pattern.compile("step-(\\d{10,})\\.safetensors");
  private static final String BEST = "best.safetensors";
  private static final int FEWEST_KEPT = 2;

  private final Path path;

  CheckpointFolder(Path path) {
    this.path = path;
  }

  /**
   * A checkpoint's file.
   *
   * @param step it holds
   * @param path of the file
   */
  public record Entry(long step, Path path) {}

  /**
   * Saves a checkpoint and deletes those that are older than the newest few.
   *
   * @param checkpoint to save
   * @param keep how many to keep; at least two are kept
   * @return its file
   * @throws RunException if it cannot be written; nothing is deleted then
   */
  public Path save(Checkpoint checkpoint, int keep) {
    Path file = path.resolve(String.format("step-%010d.safetensors", checkpoint.info().step()));
    checkpoint.write(file);
    List<Entry> entries = entries();
    for (Entry old :
        entries.subList(0, Math.max(0, entries.size() - Math.max(keep, FEWEST_KEPT)))) {
      if (old.step() < checkpoint.info().step()) {
        delete(old.path());
      }
    }
    return file;
  }

  /** Saves a checkpoint as the best so far. */
  public Path saveBest(Checkpoint checkpoint) {
    Path file = path.resolve(BEST);
    checkpoint.write(file);
    return file;
  }

  /** All files but the best, oldest first. */
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    if (!Files.isDirectory(path)) {
      return entries;
    }
    try (Stream<Path> files = Files.list(path)) {
      files.forEach(file -> {
        Matcher matcher = NAME.matcher(file.getFileName().toString());
        if (matcher.matches()) {
          entries.add(new Entry(Long.parseLong(matcher.group(1)), file));
        }
      });
    } catch (IOException e) {
      throw DurableFile.failure("list", path, e);
    }
    entries.sort(Comparator.comparingLong(Entry::step));
    return entries;
  }

  /**
   * The newest checkpoint whose hash holds; a damaged one is logged and the one before is taken.
   *
   * @return empty if there is none: the run starts from step 0
   */
  public Optional<Checkpoint> newest() {
    for (Entry entry : entries().reversed()) {
      try {
        return Optional.of(Checkpoint.read(entry.path()));
      } catch (RunException e) {
        LOG.warn("{}; going back to the one before", e.getMessage());
      }
    }
    return Optional.empty();
  }

  /** The best checkpoint, if one was saved. */
  public Optional<Checkpoint> best() {
    Path file = path.resolve(BEST);
    return Files.exists(file) ? Optional.of(Checkpoint.read(file)) : Optional.empty();
  }

  /** All but the newest few, oldest first; the best is not among them. */
  public List<Entry> allButNewest(int keep) {
    List<Entry> entries = entries();
    return List.copyOf(entries.subList(0, Math.max(0, entries.size() - keep)));
  }

  /** Deletes a checkpoint; the caller holds the lock of the run. */
  public void delete(Entry entry) {
    delete(entry.path());
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw DurableFile.failure("delete", file, e);
    }
  }
}
