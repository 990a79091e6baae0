package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** That the benchmark measures both sides and counts the work; never how fast they are. */
final class BenchCommandTest {
  private static final String PEER =
      "sh -c 'while read w t s; do"
          + " echo \"{\\\"median_ms\\\": 10, \\\"steps\\\": 3, \\\"peer\\\": \\\"fake $w\\\"}\";"
          + " done'";

  @Test
  void algorithmsAreTimedBesideAPeer() throws Exception {
    CommandRun run =
        CommandRun.of(
                "bench",
                "algorithms",
                "--only",
                "bc",
                "--threads",
                1,
                "--rounds",
                1,
                "--seconds",
                0.05,
                "--peer",
                PEER,
                "--json",
                "--quiet")
            .succeeded();
    JsonNode row = new ObjectMapper().readTree(run.out()).path(0);
    assertThat(row.path("workload").asText()).isEqualTo("bc");
    assertThat(row.path("peer").asText()).isEqualTo("fake bc");
    double ours = row.path("medianMillis").asDouble();
    assertThat(row.path("ratio").asDouble() * ours).isCloseTo(10, within(1e-6));
    // Three products forward, two input and three weight gradients, of 17-256-256-6 at 256 rows.
    double products = 2 * 17 * 256 + 3 * 256 * 256 + 3 * 256 * 6;
    assertThat(row.path("gflops").asDouble() * ours / 1e3)
        .isCloseTo(2 * 256 * products / 1e9, within(1e-6));
  }

  @Test
  void aPeerThatDiesIsReported() {
    CommandRun run =
        CommandRun.of(
                "bench",
                "algorithms",
                "--only",
                "bc",
                "--rounds",
                1,
                "--seconds",
                0.01,
                "--peer",
                "true",
                "--quiet")
            .failedWith(ExitCode.FAILED);
    assertThat(run.err()).contains("the peer ended without an answer to bc");
  }

  @Test
  void anUnknownAlgorithmIsRefused() {
    CommandRun run =
        CommandRun.of("bench", "algorithms", "--only", "iqk").failedWith(ExitCode.USAGE);
    assertThat(run.err()).contains("iql");
  }

  @Test
  void simulatorsAreTimedInTurnsAndWhatIsMissingIsTold() throws Exception {
    CommandRun run =
        CommandRun.of(
                "bench",
                "sim",
                "--only",
                "maze,push-t,c-maze",
                "--rounds",
                2,
                "--seconds",
                0.02,
                "--json",
                "--quiet")
            .succeeded();
    JsonNode report = new ObjectMapper().readTree(run.out());
    JsonNode subjects = report.path("subjects");
    assertThat(subjects).hasSize(2);
    for (JsonNode subject : subjects) {
      assertThat(subject.path("lowest").asDouble()).isPositive();
      assertThat(subject.path("median").asDouble())
          .isBetween(subject.path("lowest").asDouble(), subject.path("highest").asDouble());
    }
    // A step of ten physics steps cannot be as quick as a closed form.
    assertThat(subjects.path(0).path("median").asDouble())
        .isGreaterThan(subjects.path(1).path("median").asDouble());
    // The C program lies elsewhere than this module's folder.
    assertThat(report.path("absent").path(0).path("name").asText()).isEqualTo("c-maze");
    assertThat(report.path("absent").path(0).path("reason").asText()).contains("mujoco_loop.c");
    assertThat(CommandRun.of("bench", "sim", "--only", "maize").failedWith(ExitCode.USAGE).err())
        .contains("maize")
        .contains("push-t");
  }
}
