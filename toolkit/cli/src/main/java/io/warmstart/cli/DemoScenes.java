package io.warmstart.cli;

import io.warmstart.cli.demo.DemoPlan;
import io.warmstart.cli.report.DemoReport;
import io.warmstart.cli.report.Section.KeyValue;
import io.warmstart.cli.report.Trajectories;
import io.warmstart.cli.report.ValueGrid;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.ReadOptions.Reading;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.SceneMap;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.learner.ValueFunction;
import io.warmstart.core.run.Manifest;
import io.warmstart.core.run.RunDirectory;
import io.warmstart.core.run.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Draws on the runs of a demo for its report.
 *
 * @param out directory of the demo
 * @param data file that was learned from
 * @param device that runs policies and values
 * @param command as typed
 * @param time the stages took
 */
record DemoScenes(Path out, Path data, Device device, List<String> command, String time) {
  private static final double SPACING = 0.1;
  private static final int RECORDED_PATHS = 24;
  private static final int EPISODES = 12;

  /** Other start states than those of the evaluations, the same before and after. */
  private static final long START_SEED = 500;

  /** Data, values and paths. */
  DemoReport.Scenes scenes(Path offline, Path online) {
    SceneMap map = Tasks.named(DemoPlan.TASK).map().orElseThrow();
    try (Dataset dataset = Datasets.read(data, Reading.STRICT)) {
      return new DemoReport.Scenes(
          map,
          new DemoReport.Recorded(
              ValueGrid.density(dataset, map, SPACING),
              Trajectories.of(dataset, map, RECORDED_PATHS)),
          snapshot(offline, map),
          snapshot(online, map));
    }
  }

  private DemoReport.Snapshot snapshot(Path run, SceneMap map) {
    SavedRun saved = SavedRun.of(RunDirectory.open(run));
    try (Learner learner = saved.learner(saved.checkpoint(false), device);
        Policy policy = learner.policy();
        ValueFunction value = learner.value("value");
        Environment environment = Tasks.named(DemoPlan.TASK).create()) {
      return new DemoReport.Snapshot(
          ValueGrid.of(value, Observation.of(learner.spec()), map, SPACING),
          Trajectories.of(environment, policy, map, EPISODES, START_SEED));
    }
  }

  /** Settings, provenance and commands, of the runs of one seed. */
  DemoReport.Evidence evidence(List<Long> seeds, Path cloning, Path offline, Path online) {
    List<DemoReport.Config> configs =
        List.of(
            new DemoReport.Config("behavioural cloning", settings(cloning)),
            new DemoReport.Config("IQL offline", settings(offline)),
            new DemoReport.Config("IQL online", settings(online)));
    Manifest manifest = RunDirectory.open(online).manifest();
    Manifest.Data recorded = Objects.requireNonNull(manifest.data(), "the demo learns from data");
    List<KeyValue> provenance = new ArrayList<>();
    provenance.add(new KeyValue("dataset", recorded.path()));
    provenance.add(new KeyValue("dataset sha256", recorded.sha256()));
    provenance.add(new KeyValue("lineage", String.join("\n", recorded.lineage())));
    provenance.add(new KeyValue("seeds", seeds.toString()));
    provenance.add(new KeyValue("pictures", "of seed " + seeds.getFirst()));
    provenance.add(
        new KeyValue("its last checkpoint", String.valueOf(manifest.current().checkpointHash())));
    provenance.add(new KeyValue("Warmstart", manifest.software().warmstart()));
    provenance.add(new KeyValue("commit", manifest.software().commit()));
    provenance.add(new KeyValue("Java", manifest.software().java()));
    provenance.add(new KeyValue("executor", manifest.software().executor()));
    provenance.add(
        new KeyValue(
            "machine", manifest.machine().cpu() + ", " + manifest.machine().cores() + " cores"));
    provenance.add(new KeyValue("time", time));
    provenance.removeIf(pair -> pair.value().isEmpty());
    return new DemoReport.Evidence(configs, provenance, List.of(String.join(" ", command)));
  }

  private static String settings(Path run) {
    Path config = RunDirectory.open(run).config();
    try {
      return Files.readString(config);
    } catch (IOException e) {
      throw new RunException("cannot read " + config + ": " + e.getMessage(), e);
    }
  }
}
