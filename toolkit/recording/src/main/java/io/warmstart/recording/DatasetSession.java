package io.warmstart.recording;

import io.warmstart.core.data.ColumnBuffer;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.Episode;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.reward.Reward;
import io.warmstart.core.space.EnvironmentSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a dataset as the session it could have been recorded as. */
final class DatasetSession {
  private static final Set<String> OWN = Set.of("actions", "rewards", "masks", "row", "episode");
  private static final Set<String> RECORDED =
      Set.of(SessionDataset.REQUESTED, SessionDataset.INTERVENTION, SessionDataset.ELAPSED);

  private final Dataset dataset;
  private final Observation before;
  private final Observation next;

  private DatasetSession(Dataset dataset) {
    this.dataset = dataset;
    this.before = Observation.of(dataset.spec());
    this.next = Observation.of(dataset.spec());
  }

  static void write(Dataset dataset, Path target, String task) {
    for (String column : dataset.columns().keySet()) {
      if (!OWN.contains(column)
          && !RECORDED.contains(column)
          && !column.startsWith("observations/")) {
        throw new RecordingException(
            target
                + " cannot hold column \""
                + column
                + "\"; a session has none besides its own. Write another format");
      }
    }
    if (Files.exists(target)) {
      throw new RecordingException(
          target + " exists already and is not overwritten; choose another name");
    }
    Path partial = target.resolveSibling("." + target.getFileName() + ".part");
    SessionSettings settings = SessionSettings.DEFAULT.withWhenFull(SessionSettings.WhenFull.WAIT);
    try {
      Files.deleteIfExists(partial);
      try {
        record(dataset, partial, new SessionInfo(dataset.spec(), task), settings);
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      throw LogErrors.of("write", target, e);
    }
  }

  private static void record(
      Dataset dataset, Path path, SessionInfo info, SessionSettings settings) {
    try (SessionWriter out = SessionWriter.open(path, info, settings)) {
      DatasetSession session = new DatasetSession(dataset);
      dataset.episodes().forEach(episode -> session.write(episode, out));
    }
  }

  private void write(Episode episode, SessionWriter out) {
    for (int i = 0; i < episode.length(); i++) {
      long transition = episode.firstTransition() + i;
      long slot = dataset.slot(transition);
      load(slot, before);
      load(slot + 1, next);
      if (i == 0) {
        out.begin(before);
      }
      boolean last = i == episode.length() - 1;
      out.step(before, facts(transition, slot, last ? episode.cause() : null), next);
    }
    out.end(episode.cause());
  }

  private StepFacts facts(long transition, long slot, @Nullable TerminationCause cause) {
    float[] applied = row("actions", slot);
    boolean recorded = dataset.columns().keySet().containsAll(RECORDED);
    float elapsed = recorded ? dataset.column(SessionDataset.ELAPSED).get(slot, 0) : 0;
    return new StepFacts(
        Math.round(elapsed * SessionDataset.NANOS),
        recorded ? row(SessionDataset.REQUESTED, slot) : applied,
        applied,
        new Reward(dataset.reward(transition), "dataset", "", Reward.Status.RESOLVED),
        cause == TerminationCause.TERMINATED,
        cause == TerminationCause.TRUNCATED,
        recorded && dataset.column(SessionDataset.INTERVENTION).get(slot, 0) != 0,
        "");
  }

  private float[] row(String name, long slot) {
    ColumnBuffer column = dataset.column(name);
    float[] values = new float[column.rowElements()];
    MemorySegment.copy(
        column.data(), ValueLayout.JAVA_FLOAT, slot * column.rowBytes(), values, 0, values.length);
    return values;
  }

  private void load(long slot, Observation out) {
    EnvironmentSpec spec = dataset.spec();
    for (int i = 0; i < spec.observations().size(); i++) {
      ColumnBuffer column = dataset.column("observations/" + spec.observations().get(i).name());
      MemorySegment.copy(
          column.data(), slot * column.rowBytes(), out.part(i), 0, column.rowBytes());
    }
  }
}
