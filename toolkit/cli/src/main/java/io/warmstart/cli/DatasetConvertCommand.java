package io.warmstart.cli;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetFormat;
import io.warmstart.core.data.ReadOptions.Reading;
import io.warmstart.core.run.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a dataset in another format. */
@Command(
    name = "convert",
    description = "Writes a dataset in another format, told by the end of its name.",
    footer = {
      "Recorded sessions (.mcap) become D4RL files (.hdf5) and the other way round. Frames do not",
      "fit into D4RL files.",
      "",
      "Example:",
      "  warmstart dataset convert session.mcap --out session.hdf5"
    })
final class DatasetConvertCommand implements Callable<Integer> {
  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Parameters(paramLabel = "FILE", description = "Dataset file, such as a recorded session.")
  Path file;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "File to write, .hdf5 or .mcap; must not exist.")
  Path out;

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    if (Files.exists(out)) {
      throw new CommandException(
          ExitCode.FAILED,
          out + " exists already and is not overwritten; choose another name with --out");
    }
    DatasetFormat from = Datasets.formatOf(file);
    DatasetFormat to = Datasets.formatFor(out);
    Map<String, String> attributes = new LinkedHashMap<>();
    String task = from.facts(file).attributes().get("task");
    if (task != null) {
      attributes.put("task", task);
    }
    attributes.put("generator", "warmstart dataset convert");
    Map<String, Object> result = new LinkedHashMap<>();
    try (Dataset dataset = Datasets.read(file, Reading.STRICT)) {
      attributes.put("source", file.getFileName() + " " + dataset.provenance().sha256());
      to.write(dataset, out, attributes);
      result.put("file", out.toString());
      result.put("format", to.name());
      result.put("transitions", dataset.transitions());
      result.put("episodes", dataset.episodes().size());
      result.put("bytes", out.toFile().length());
      result.put("sha256", Sha256.of(out));
    }
    Facts facts = new Facts();
    result.forEach(facts::add);
    console.result(result, facts.toString());
    return ExitCode.OK.code();
  }
}
