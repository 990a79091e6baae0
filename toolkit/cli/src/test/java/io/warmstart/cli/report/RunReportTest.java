package io.warmstart.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.run.Machine;
import io.warmstart.core.run.Manifest;
import io.warmstart.core.run.RunDirectory;
import io.warmstart.core.run.Software;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class RunReportTest {
  private static final String CONFIG =
      """
      algorithm: iql                              # command line
      learner:
        expectile: 0.9                            # run.yaml:2:3; of the value loss
        hidden: [64, 64]                          # default
      """;

  private static RunDirectory run(Path folder) {
    Manifest manifest =
        new Manifest(
            1,
            "train",
            "iql",
            7,
            new Manifest.Data("maze.hdf5", "abc123", "d4rl", "strict", 1000, List.of("filtered")),
            null,
            new Software("0.1", "c0ffee", "25", List.of(), "cpu"),
            new Machine("Linux 6", "amd64", "A processor", 2, 16L << 30),
            List.of(
                Manifest.Session.started(
                    List.of("warmstart", "train", "iql"), "2026-01-01T00:00:00Z", 0, 2000)));
    return RunDirectory.create(folder.resolve("run"), CONFIG, manifest);
  }

  @Test
  void showsCurvesSettingsAndProvenance(@TempDir Path folder) throws Exception {
    RunDirectory run = run(folder);
    Files.writeString(
        run.metrics(),
        """
        step,policy/loss,eval/score,eval/score/low,eval/score/high
        1000,0.5,,,
        1000,,20.5,10.0,30.0
        2000,0.25,,,
        2000,,40.5,30.0,50.0
        3000,0.1\
        """);

    Path file = RunReport.write(run);

    assertThat(file).isEqualTo(run.report());
    Document page = Xml.parse(Files.readString(file));
    assertThat(Xml.elements(page, "figure")).hasSize(2);
    assertThat(Xml.texts(page, "figcaption")).contains("Last: 0.250");
    assertThat(Xml.texts(page, "dd"))
        .contains("40.5 (95 % interval 30.0 to 50.0)", "abc123", "filtered", "c0ffee");
    assertThat(Xml.texts(page, "td"))
        .contains("learner.hidden", "[64, 64]", "run.yaml:2:3; of the value loss");
    assertThat(Xml.texts(page, "pre")).contains("warmstart train iql\n".strip());
  }

  @Test
  void aRunThatHasNotReportedYetHasAPage(@TempDir Path folder) throws Exception {
    RunDirectory run = run(folder);

    Document page = Xml.parse(Files.readString(RunReport.write(run)));

    assertThat(Xml.elements(page, "figure")).isEmpty();
    assertThat(Xml.texts(page, "h1")).containsExactly("train iql, seed 7");
  }

  @Test
  void notANumberInTheMetricsLeavesAGap() {
    MetricsTable table = MetricsTable.parse("step,a\n1,0.5\n2,NaN\n3,\n4,1.5\n");

    assertThat(table.names()).containsExactly("a");
    assertThat(table.column("a")).hasSize(3);
    assertThat(table.column("a").get(1).y()).isNaN();
    assertThat(table.column("b")).isEmpty();
  }
}
