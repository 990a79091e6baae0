package io.warmstart.cli;

import io.warmstart.benchmarks.EngineBenchmark;
import io.warmstart.benchmarks.LatencyBenchmark;
import io.warmstart.benchmarks.Subject;
import io.warmstart.engine.cpu.CpuExecutor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Times training steps and the latency of one action. */
@Command(
    name = "engine",
    description = "Times a training step of three workloads, and the latency of one action.",
    footer = {
      "The FMA peak is measured in the same run. A peer runs in turns with this engine, so the",
      "ratio holds on a machine whose speed varies.",
      "",
      "Examples:",
      "  warmstart bench engine --threads 1,2",
      "  warmstart bench engine --peer 'python3 toolkit/benchmarks/peers/torch_peer.py'"
    })
final class BenchEngineCommand implements Callable<Integer> {
  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Mixin BenchOptions timing;

  @Override
  public Integer call() throws InterruptedException {
    Console console = Console.of(command, common);
    timing.check();
    List<EngineBenchmark.Row> rows = new ArrayList<>();
    try {
      new EngineBenchmark(Subject.workloads(), CpuExecutor::new, timing.options(timing.threads))
          .run(row -> {
            rows.add(row);
            console.note(row.title() + ", " + row.threads() + " threads: done");
          });
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, "the peer failed: " + e.getMessage(), e);
    }
    LatencyBenchmark.Latency latency = LatencyBenchmark.measure(new CpuExecutor(1));
    if (console.json()) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("steps", BenchTable.json(rows));
      all.put("latency", latency);
      console.printJson(all);
    } else {
      console.print(BenchTable.of(rows));
      console.print("");
      console.print(
          "one action of a 17-256-256-6 policy: median "
              + Numbers.of(latency.medianMicros())
              + " us, p99 "
              + Numbers.of(latency.p99Micros())
              + " us, max "
              + Numbers.of(latency.maxMicros())
              + " us, "
              + Numbers.of(latency.bytesPerCall())
              + " B/call");
    }
    return ExitCode.OK.code();
  }
}
