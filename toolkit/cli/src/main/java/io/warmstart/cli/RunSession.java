package io.warmstart.cli;

import io.warmstart.core.run.Manifest;
import io.warmstart.core.run.Manifest.Status;
import io.warmstart.core.run.RunDirectory;
import io.warmstart.core.run.RunEvent;
import io.warmstart.core.run.RunException;
import io.warmstart.core.run.RunListener;
import io.warmstart.core.run.RunLock;
import io.warmstart.core.run.RunRecorder;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that is being written: its lock, log, recorder, and the last session of its manifest, kept
 * up to date with what happens. One thread; whoever opened it closes it.
 */
final class RunSession implements RunListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunSession.class);

  private final RunDirectory run;
  private final RunLock lock;
  private final RunLog log;
  private final RunRecorder recorder;
  private @Nullable String lastHash;

  private RunSession(RunDirectory run, RunLock lock, long fromStep) {
    this.run = run;
    this.lock = lock;
    this.log = RunLog.open(run.log());
    this.recorder = new RunRecorder(run, fromStep, Clock.systemUTC());
  }

  /** Opens a run that was just created. */
  static RunSession begin(RunDirectory run) {
    return new RunSession(run, run.lock(), 0);
  }

  /**
   * Opens a run again and adds a session to its manifest.
   *
   * @param lock held by the caller until now
   * @param fromStep it goes on from
   * @param toStep it will stop at
   */
  static RunSession resume(
      RunDirectory run, RunLock lock, List<String> command, long fromStep, long toStep) {
    RunSession session = new RunSession(run, lock, fromStep);
    run.write(run.manifest().withNext(Manifest.Session.started(command, now(), fromStep, toStep)));
    return session;
  }

  /** Now, to the second, as manifests have it. */
  static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  RunDirectory run() {
    return run;
  }

  @Override
  public void on(RunEvent event) {
    LOG.info("{}", event);
    recorder.on(event);
    switch (event) {
      case RunEvent.CheckpointSaved saved -> lastHash = saved.hash();
      case RunEvent.Finished finished ->
          end(finished.interrupted() ? Status.INTERRUPTED : Status.FINISHED, finished.step(), null);
      case RunEvent.Failed failed -> end(Status.FAILED, failed.step(), failed.message());
      case RunEvent.Started started -> {}
      case RunEvent.Metrics metrics -> {}
      case RunEvent.Evaluated evaluated -> {}
    }
  }

  private void end(Status status, long step, @Nullable String message) {
    Manifest manifest = run.manifest();
    run.write(
        manifest.withCurrent(manifest.current().ended(now(), status, step, lastHash, message)));
  }

  /**
   * Runs the work of this session. If it fails, the trace goes to the log and the manifest says so.
   *
   * @param work sends its events to this session
   */
  void record(Work work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      // Recorded and thrown on: whatever it is, the run's own log must hold the trace.
      LOG.debug("the run failed", e);
      fail(Failure.of(e).lines().getFirst());
      throw e;
    }
  }

  private void fail(String message) {
    try {
      on(new RunEvent.Failed(RunStatus.step(run), message));
    } catch (RunException e) {
      LOG.debug("the failure could not be recorded", e);
    }
  }

  /** What a session does. */
  @FunctionalInterface
  interface Work {
    void run();
  }

  @Override
  public void close() {
    recorder.close();
    log.close();
    lock.close();
  }
}
