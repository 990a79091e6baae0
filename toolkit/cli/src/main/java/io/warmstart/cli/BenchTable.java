package io.warmstart.cli;

import io.warmstart.benchmarks.EngineBenchmark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Timed steps as a table. */
final class BenchTable {
  private BenchTable() {}

  static String of(List<EngineBenchmark.Row> rows) {
    Table table =
        new Table(
            "workload",
            "threads",
            "ms/step",
            "p10 ms",
            "GFLOP/s",
            "peak",
            "share",
            "B/step",
            "peer ms",
            "peer/ours",
            "lowest");
    for (EngineBenchmark.Row row : rows) {
      table.row(
          row.title(),
          Integer.toString(row.threads()),
          Numbers.of(row.medianMillis()),
          Numbers.of(row.tenthMillis()),
          Numbers.of(row.gflops()),
          Numbers.of(row.peakGflops()),
          String.format(Locale.ROOT, "%.0f%%", 100 * row.shareOfPeak()),
          Numbers.of(row.bytesPerStep()),
          row.peer().map(p -> Numbers.of(p.medianMillis())).orElse("-"),
          row.peer().map(p -> Numbers.of(p.ratio())).orElse("-"),
          row.peer().map(p -> Numbers.of(p.lowestRatio())).orElse("-"));
    }
    return table.toString();
  }

  /** The same as text and numbers by name. */
  static List<Map<String, Object>> json(List<EngineBenchmark.Row> rows) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (EngineBenchmark.Row row : rows) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("workload", row.workload());
      json.put("title", row.title());
      json.put("threads", row.threads());
      json.put("medianMillis", row.medianMillis());
      json.put("tenthMillis", row.tenthMillis());
      json.put("gflops", row.gflops());
      json.put("peakGflops", row.peakGflops());
      json.put("bytesPerStep", row.bytesPerStep());
      row.peer()
          .ifPresent(peer -> {
            json.put("peer", peer.description());
            json.put("peerMillis", peer.medianMillis());
            json.put("ratio", peer.ratio());
            json.put("lowestRatio", peer.lowestRatio());
          });
      all.add(json);
    }
    return all;
  }
}
