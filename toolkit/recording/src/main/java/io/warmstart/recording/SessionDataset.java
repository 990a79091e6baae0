package io.warmstart.recording;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetBuilder;
import io.warmstart.core.data.ExtraColumn;
import io.warmstart.core.data.Provenance;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.reward.Reward;
import io.warmstart.core.run.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Fills a dataset from a session. The column {@code row} holds transition ids. */
final class SessionDataset implements SessionListener {
  static final String REQUESTED = "infos/requested";
  static final String INTERVENTION = "infos/intervention";
  static final String ELAPSED = "infos/elapsed";

  static final double NANOS = 1e9;

  private final DatasetBuilder builder;
  private final Map<Long, Reward> corrections;
  private long episodeStart;
  private boolean empty = true;

  private SessionDataset(DatasetBuilder builder, Map<Long, Reward> corrections) {
    this.builder = builder;
    this.corrections = corrections;
  }

  static Dataset of(RecordedSession session) {
    List<ExtraColumn> extras =
        List.of(
            new ExtraColumn(REQUESTED, List.of(session.info().spec().actionWidth())),
            new ExtraColumn(INTERVENTION, List.of()),
            new ExtraColumn(ELAPSED, List.of()));
    long slots = session.report().steps() + session.episodes();
    try (DatasetBuilder builder = new DatasetBuilder(session.info().spec(), extras, slots)) {
      SessionReport report = session.play(new SessionDataset(builder, session.corrections()));
      return builder.build(
          new Provenance(
              session.path().toString(),
              Sha256.of(session.path()),
              McapFormat.NAME,
              "strict",
              lineage(session, report)));
    }
  }

  private static List<String> lineage(RecordedSession session, SessionReport report) {
    List<String> lineage = new ArrayList<>();
    lineage.add("recorded session" + named(session.info().task()));
    lineage.addAll(report.remarks());
    if (!session.corrections().isEmpty()) {
      lineage.add(session.corrections().size() + " rewards were decided or corrected later");
    }
    if (session.pendingRewards() > 0) {
      lineage.add(
          session.pendingRewards() + " rewards were never decided; their stand-ins are used");
    }
    return lineage;
  }

  private static String named(String task) {
    return task.isEmpty() ? "" : " of " + task;
  }

  @Override
  public void begin(long episode, Observation first) {
    empty = true;
  }

  @Override
  public void step(LoggedStep step, Observation before, Observation next) {
    StepFacts facts = step.facts();
    if (empty) {
      episodeStart = facts.stampNanos();
      empty = false;
    }
    Reward reward = corrections.getOrDefault(step.id(), facts.reward());
    builder.step(before, facts.applied(), reward.value(), step.id());
    builder.extra(REQUESTED, facts.requested());
    builder.extra(INTERVENTION, facts.intervention() ? 1f : 0f);
    builder.extra(ELAPSED, (float) ((facts.stampNanos() - episodeStart) / NANOS));
  }

  @Override
  public void end(long episode, TerminationCause cause, Observation last) {
    if (!empty) {
      builder.end(cause, last);
      empty = true;
    }
  }
}
