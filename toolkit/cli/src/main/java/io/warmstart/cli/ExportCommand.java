package io.warmstart.cli;

import io.warmstart.core.data.ColumnBuffer;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.export.ExportException;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.run.Checkpoint;
import io.warmstart.core.run.CheckpointInfo;
import io.warmstart.core.run.DurableFile;
import io.warmstart.core.run.RunDirectory;
import io.warmstart.core.run.Sha256;
import io.warmstart.core.space.ObservationPart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a run's policy for another program, after checking it there. */
@Command(
    name = "export",
    description = "Writes a run's deterministic policy for another program.",
    footer = {
      "The file takes raw observations and gives commands in channel units: the observation",
      "normaliser and the scaling of actions are inside. An ONNX model is run by ONNX Runtime on",
      "observations of the run's dataset first; it is refused where a command differs from ours by",
      "more than 1e-4 of half the channel's range. A safetensors file holds the weights, the",
      "normaliser and the scaling by name.",
      "",
      "Example:",
      "  warmstart export runs/latest --format onnx --out policy.onnx"
    })
final class ExportCommand implements Callable<Integer> {
  /** In units of half a channel's range. */
  private static final double TOLERANCE = 1e-4;

  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Parameters(paramLabel = "RUN", description = "Directory of the run, such as runs/latest.")
  Path path;

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      required = true,
      description = "onnx or safetensors.")
  Format format;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "File to write (default: RUN/policy.FORMAT); must not exist.")
  @Nullable Path out;

  @Option(names = "--best", description = "Use the best checkpoint instead of the newest.")
  boolean best;

  @Option(
      names = "--dataset",
      paramLabel = "FILE",
      description = "Take observations from this file (default: the run's own dataset).")
  @Nullable Path dataset;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Observations to compare on (default: ${DEFAULT-VALUE}).")
  int rows;

  /** What is written. */
  enum Format {
    /** A model for ONNX Runtime and others. */
    ONNX,
    /** Named tensors. */
    SAFETENSORS;

    String extension() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    if (rows < 1) {
      throw new CommandException(ExitCode.USAGE, "--rows = " + rows + " must be at least 1");
    }
    Path file = out == null ? path.resolve("policy." + format.extension()) : out;
    if (Files.exists(file)) {
      throw new CommandException(
          ExitCode.FAILED, file + " exists already; choose another name with --out");
    }
    RunDirectory run = RunDirectory.open(path);
    SavedRun saved = SavedRun.of(run);
    Checkpoint checkpoint = saved.checkpoint(best);
    try (Learner learner = saved.learner(checkpoint, Device.CPU)) {
      Facts facts = new Facts();
      Map<String, Object> json = new LinkedHashMap<>();
      describe(facts, json, checkpoint, file);
      switch (format) {
        case ONNX -> onnx(saved, learner, checkpoint, file, facts, json);
        case SAFETENSORS -> safetensors(learner, checkpoint, file);
      }
      console.result(json, facts.toString());
    }
    return ExitCode.OK.code();
  }

  private void describe(Facts facts, Map<String, Object> json, Checkpoint checkpoint, Path file) {
    json.put("run", path.toString());
    json.put("algorithm", checkpoint.info().algorithm());
    json.put("step", checkpoint.info().step());
    json.put("checkpointHash", checkpoint.hash());
    json.put("format", format.extension());
    json.put("file", file.toString());
    facts.add("run", path + " at step " + Numbers.of(checkpoint.info().step()));
    facts.add("algorithm", checkpoint.info().algorithm());
    facts.add("file", file.toString());
  }

  private void onnx(
      SavedRun saved,
      Learner learner,
      Checkpoint checkpoint,
      Path file,
      Facts facts,
      Map<String, Object> json) {
    CheckpointInfo info = checkpoint.info();
    Map<String, String> metadata =
        Map.of(
            "algorithm", info.algorithm(),
            "step", Long.toString(info.step()),
            "checkpoint", checkpoint.hash());
    List<byte[]> models = new ArrayList<>();
    learner.export(policy -> models.add(policy.onnx(metadata)));
    byte[] model = models.getFirst();
    List<Observation> observations = observations(saved, learner);
    double error = OnnxCheck.largestError(model, learner, observations);
    if (!(error <= TOLERANCE)) {
      throw new ExportException(
          "ONNX Runtime gives commands that differ by "
              + error
              + " of half a channel's range from ours over "
              + observations.size()
              + " observations, at most "
              + TOLERANCE
              + " is allowed; nothing was written. Please report it with the run");
    }
    DurableFile.write(file, model);
    json.put("rows", observations.size());
    json.put("largestError", error);
    json.put("sha256", Sha256.of(file));
    facts.add(
        "checked",
        "ONNX Runtime on "
            + Numbers.of(observations.size())
            + " observations, largest error "
            + String.format(Locale.ROOT, "%.1e", error)
            + " of half a channel's range");
  }

  private static void safetensors(Learner learner, Checkpoint checkpoint, Path file) {
    CheckpointInfo info = checkpoint.info();
    learner.export(policy -> Checkpoint.of(info, policy::weights).write(file));
  }

  /** Observations spread evenly over the dataset. */
  private List<Observation> observations(SavedRun saved, Learner learner) {
    List<Observation> observations = new ArrayList<>();
    try (Dataset records = records(saved)) {
      learner.spec().requireCompatible(records.spec(), "the dataset to compare on");
      long count = Math.min(rows, records.transitions());
      for (long i = 0; i < count; i++) {
        observations.add(observation(records, records.slot(i * records.transitions() / count)));
      }
    }
    return observations;
  }

  private Dataset records(SavedRun saved) {
    Experiment.Data data = saved.data();
    if (dataset != null) {
      return Datasets.read(dataset, data.reading());
    }
    if (data.path().isEmpty() || !Files.exists(Path.of(data.path().get()))) {
      throw new CommandException(
          ExitCode.FAILED,
          "the run's dataset "
              + data.path().orElse("")
              + " is not there to compare on; name one with --dataset FILE");
    }
    return RecordedData.open(data);
  }

  private static Observation observation(Dataset records, long slot) {
    Observation observation = Observation.of(records.spec());
    int part = 0;
    for (ObservationPart of : records.spec().observations()) {
      if (of.isVector()) {
        ColumnBuffer column = records.column("observations/" + of.name());
        for (int i = 0; i < of.elements(); i++) {
          observation.set(part, i, (float) column.get(slot, i));
        }
      }
      part++;
    }
    return observation;
  }
}
