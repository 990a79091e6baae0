package io.warmstart.cli;

import io.warmstart.core.run.CheckpointFolder;
import io.warmstart.core.run.Manifest;
import io.warmstart.core.run.RunDirectory;
import io.warmstart.core.run.RunException;
import java.util.List;

/** What became of a run, as far as its directory tells. */
final class RunStatus {
  private RunStatus() {}

  /** Step of the newest checkpoint; 0 if there is none. */
  static long step(RunDirectory run) {
    List<CheckpointFolder.Entry> entries = run.checkpoints().entries();
    return entries.isEmpty() ? 0 : entries.getLast().step();
  }

  /** The status of the last session; a run that says it runs but has no writer was killed. */
  static String label(RunDirectory run) {
    Manifest.Session session = run.manifest().current();
    if (session.status() != Manifest.Status.RUNNING) {
      return session.status().label();
    }
    try {
      run.lock().close();
      return "killed";
    } catch (RunException e) {
      return "running";
    }
  }
}
