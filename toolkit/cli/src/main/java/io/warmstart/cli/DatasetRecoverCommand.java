package io.warmstart.cli;

import io.warmstart.recording.RecordedSession;
import io.warmstart.recording.SessionRecovery;
import io.warmstart.recording.mcap.Damage;
import io.warmstart.recording.mcap.McapReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a clean copy of a damaged session. */
@Command(
    name = "recover",
    description = "Makes a clean, indexed copy of a session that was cut off or damaged.",
    footer = {
      "Every chunk whose checksum holds is copied; the original is only read. Sessions that were cut",
      "off can be trained on as they are: the copy is for other MCAP tools.",
      "",
      "Example:",
      "  warmstart dataset recover session.mcap"
    })
final class DatasetRecoverCommand implements Callable<Integer> {
  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Parameters(paramLabel = "FILE", description = "Recorded session.")
  Path file;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "File to write; must not exist (default: FILE with .recovered.mcap).")
  @Nullable Path out;

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    if (!Files.isRegularFile(file)) {
      throw new CommandException(ExitCode.FAILED, file + " is no file; expected a session");
    }
    Path target = out == null ? SessionRecovery.beside(file) : out;
    McapReport report = SessionRecovery.recover(file, target);
    List<String> damage = report.damage().stream().map(Damage::toString).toList();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("file", target.toString());
    result.put("chunks", report.chunks());
    result.put("transitions", RecordedSession.open(target).report().steps());
    result.put("damage", damage);
    Facts facts = new Facts();
    facts.add("file", target).add("chunks", Numbers.of(report.chunks()));
    facts.add("transitions", String.valueOf(result.get("transitions")));
    damage.forEach(line -> facts.add("left out", line));
    console.result(result, facts.toString());
    return ExitCode.OK.code();
  }
}
