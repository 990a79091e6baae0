package io.warmstart.core.run;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes events to {@code metrics.csv} and TensorBoard; evaluations under {@code eval/}. One
 * thread; whoever opened it closes it.
 */
public final class RunRecorder implements RunListener, AutoCloseable {
  private final MetricsCsv csv;
  private final TensorBoardWriter tensorBoard;

  /**
   * Opens both files of a run; the caller holds its lock.
   *
   * @param run to write to
   * @param resumeStep step the run goes on from; rows of later steps are dropped
   * @param clock of the events
   * @throws RunException if they cannot be written
   */
  public RunRecorder(RunDirectory run, long resumeStep, InstantSource clock) {
    csv = MetricsCsv.open(run.metrics(), resumeStep);
    tensorBoard = TensorBoardWriter.open(run.tensorBoard(), resumeStep + 1, clock);
  }

  @Override
  public void on(RunEvent event) {
    switch (event) {
      case RunEvent.Metrics metrics -> write(metrics.step(), metrics.values());
      case RunEvent.Evaluated evaluated -> {
        Map<String, Double> named = new LinkedHashMap<>();
        evaluated.values().forEach((name, value) -> named.put("eval/" + name, value));
        write(evaluated.step(), named);
      }
      case RunEvent.CheckpointSaved saved -> csv.sync();
      case RunEvent.Started started -> {}
      case RunEvent.Finished finished -> csv.sync();
      case RunEvent.Failed failed -> csv.sync();
    }
  }

  private void write(long step, Map<String, Double> values) {
    csv.row(step, values);
    tensorBoard.scalars(step, values);
  }

  @Override
  public void close() {
    csv.close();
    tensorBoard.close();
  }
}
