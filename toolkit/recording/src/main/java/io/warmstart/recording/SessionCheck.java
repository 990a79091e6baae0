package io.warmstart.recording;

import io.warmstart.core.data.DatasetFindings;
import io.warmstart.core.data.DatasetFindings.Finding;
import io.warmstart.core.data.DatasetFindings.Severity;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.recording.mcap.Damage;
import java.util.ArrayList;
import java.util.List;

/** Looks for faults in a session. */
final class SessionCheck implements SessionListener {
  private static final double TOLERANCE = 1e-3;

  private final double[] low;
  private final double[] high;
  private long notFinite;
  private long firstNotFinite = -1;
  private long outside;
  private long firstOutside = -1;

  private SessionCheck(EnvironmentSpec spec) {
    low = new double[spec.actionWidth()];
    high = new double[spec.actionWidth()];
    int at = 0;
    for (ActionPart part : spec.actions()) {
      switch (part) {
        case ActionPart.Box box -> {
          for (var channel : box.channels()) {
            low[at] = channel.low();
            high[at++] = channel.high();
          }
        }
        case ActionPart.Discrete discrete -> high[at++] = discrete.choices().size() - 1;
      }
    }
  }

  static DatasetFindings run(RecordedSession session) {
    SessionCheck check = new SessionCheck(session.info().spec());
    SessionReport report = session.play(check);
    return new DatasetFindings(
        session.path().toString(), report.steps(), check.findings(session, report));
  }

  @Override
  public void step(LoggedStep step, Observation before, Observation next) {
    boolean finite = before.isFinite() && next.isFinite();
    boolean inside = true;
    float[] applied = step.facts().applied();
    for (int i = 0; i < applied.length; i++) {
      finite &= Float.isFinite(applied[i]);
      double slack = TOLERANCE * (high[i] - low[i]);
      inside &= applied[i] >= low[i] - slack && applied[i] <= high[i] + slack;
    }
    if (!finite) {
      notFinite++;
      firstNotFinite = firstNotFinite < 0 ? step.id() : firstNotFinite;
    } else if (!inside) {
      outside++;
      firstOutside = firstOutside < 0 ? step.id() : firstOutside;
    }
  }

  private List<Finding> findings(RecordedSession session, SessionReport report) {
    List<Finding> findings = new ArrayList<>();
    for (Damage damage : report.file().damage()) {
      add(
          findings,
          "damage",
          Severity.ERROR,
          "byte " + damage.offset(),
          damage.toString() + "; left out when read. See: dataset recover",
          1);
    }
    add(
        findings,
        "lost",
        Severity.ERROR,
        Topics.TRANSITIONS,
        "ids are missing between others; they are gone, the rest is sound",
        report.lost());
    add(
        findings,
        "unusable",
        Severity.ERROR,
        Topics.TRANSITIONS,
        "transitions without their observations; left out when read",
        report.unusable());
    add(
        findings,
        "not-finite",
        Severity.ERROR,
        "transition " + firstNotFinite,
        "observations or actions that are not finite; training on them fails",
        notFinite);
    add(
        findings,
        "action-bounds",
        Severity.WARNING,
        "transition " + firstOutside,
        "applied actions outside the bounds of the spec",
        outside);
    add(
        findings,
        "pending",
        Severity.WARNING,
        Topics.REWARDS,
        "rewards that were never decided; their stand-ins are used",
        session.pendingRewards());
    if (!report.file().finished()) {
      add(
          findings,
          "unfinished",
          Severity.WARNING,
          "end of the file",
          "the session was not ended; everything acknowledged is there. See: dataset recover",
          1);
    }
    return findings;
  }

  private static void add(
      List<Finding> findings, String check, Severity severity, String where, String text, long n) {
    if (n > 0) {
      findings.add(new Finding(check, severity, where, text, n));
    }
  }
}
