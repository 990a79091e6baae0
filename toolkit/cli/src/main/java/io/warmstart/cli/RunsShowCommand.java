package io.warmstart.cli;

import io.warmstart.core.run.Checkpoint;
import io.warmstart.core.run.Manifest;
import io.warmstart.core.run.RunDirectory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows one run. */
@Command(
    name = "show",
    description = "Shows a run: its data, versions, machine, sessions and newest checkpoint.",
    footer = {"Example:", "  warmstart runs show runs/latest"})
final class RunsShowCommand implements Callable<Integer> {
  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Parameters(paramLabel = "RUN", description = "Directory of the run, such as runs/latest.")
  Path path;

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    RunDirectory run = RunDirectory.open(path);
    Manifest manifest = run.manifest();
    String hash = run.checkpoints().newest().map(Checkpoint::hash).orElse("-");
    if (console.json()) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("run", run.path().toString());
      all.put("status", RunStatus.label(run));
      all.put("step", RunStatus.step(run));
      all.put("checkpointHash", hash);
      all.put("manifest", manifest);
      console.printJson(all);
      return ExitCode.OK.code();
    }
    Facts facts = new Facts();
    facts.add("run", run.path());
    facts.add("kind", manifest.kind() + " " + manifest.algorithm());
    facts.add("status", RunStatus.label(run));
    facts.add("step", Numbers.of(RunStatus.step(run)));
    facts.add("checkpoint hash", hash);
    facts.add("seed", manifest.seed());
    Manifest.Data data = manifest.data();
    if (data != null) {
      facts.add("data", data.path() + " (" + data.format() + ", " + data.reading() + ")");
      facts.add("data sha256", data.sha256());
      facts.add("transitions", Numbers.of(data.transitions()));
      data.lineage().forEach(step -> facts.add("data lineage", step));
    }
    Manifest.Parent parent = manifest.parent();
    if (parent != null) {
      facts.add("started from", parent.run() + " at " + parent.checkpointHash());
    }
    facts.add("program", manifest.software().warmstart() + " " + manifest.software().commit());
    facts.add("java", manifest.software().java());
    facts.add("executor", manifest.software().executor());
    facts.add("machine", manifest.machine().cpu() + ", " + manifest.machine().cores() + " cores");
    for (Manifest.Session session : manifest.sessions()) {
      facts.add("session", session(session));
    }
    console.print(facts.toString());
    return ExitCode.OK.code();
  }

  private static String session(Manifest.Session session) {
    String ended = session.endedAt();
    String why = session.message();
    return session.startedAt()
        + " to "
        + (ended == null ? "-" : ended)
        + ", step "
        + session.fromStep()
        + " to "
        + session.toStep()
        + ", "
        + session.status().label()
        + (why == null ? "" : ": " + why)
        + "; "
        + String.join(" ", session.command());
  }
}
