package io.warmstart.d4rl;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetBuilder;
import io.warmstart.core.data.DatasetFindings;
import io.warmstart.core.data.DatasetFindings.Finding;
import io.warmstart.core.data.DatasetFindings.Severity;
import io.warmstart.core.data.Provenance;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.EnvironmentSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class D4rlCheckTest {
  @ParameterizedTest
  @ValueSource(strings = {"plain", "float64", "gzip-shuffle-split", "columns", "no-next"})
  void soundFileHasNoFindings(String name) {
    assertThat(check(name).findings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nan | ERROR | /observations, row 12, channel 0 | 1",
        "infinite | ERROR | /rewards, row 2 | 1",
        "action-bounds | WARNING | /actions, row 3, channel 1 | 2",
        "both-ends | WARNING | /timeouts, row 15 | 1",
        "terminal-continues | WARNING | /terminals, row 1 | 1",
        "timeout-continues | WARNING | /timeouts, row 6 | 1",
        "next-observations | ERROR | /next_observations, row 17 | 1",
        "constant | WARNING | /observations | 23",
      })
  void faultIsFoundWithItsFirstRow(String check, Severity severity, String where, long count) {
    Finding finding = finding("faults", check);
    assertThat(finding.severity()).isEqualTo(severity);
    assertThat(finding.where()).isEqualTo(where);
    assertThat(finding.count()).isEqualTo(count);
    assertThat(finding.message()).doesNotContain("\n").contains("faults.hdf5", "expected");
  }

  @Test
  void errorsComeFirst() {
    List<Severity> order = check("faults").findings().stream().map(Finding::severity).toList();
    assertThat(order).isSorted();
  }

  @Test
  void repeatedRowsAndEpisodesAreFound() {
    Finding rows = finding("repeated", "duplicate-rows");
    assertThat(rows.count()).isEqualTo(11);
    assertThat(rows.message()).contains("first: row 10", "equal to row 0");
    Finding episodes = finding("repeated", "duplicate-episodes");
    assertThat(episodes.count()).isEqualTo(2);
    assertThat(episodes.message()).contains("from row 10", "from row 0");
  }

  @Test
  void fileWithoutEndsIsReported() {
    assertThat(finding("endless", "no-ends").count()).isEqualTo(23);
    assertThat(finding("bare", "no-timeouts").severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void continuingRecordingIsNotAFault(@TempDir Path folder) {
    EnvironmentSpec spec = EnvironmentSpec.ofWidths(1, 1);
    DatasetBuilder builder = new DatasetBuilder(spec, List.of(), 16);
    Observation observation = Observation.of(spec);
    for (int step = 0; step < 12; step++) {
      observation.set(0, 0, step);
      builder.step(observation, new float[] {(float) Math.sin(step)}, 0.1f * step);
      observation.set(0, 0, step + 1);
      if (step % 4 == 3) {
        builder.end(TerminationCause.TRUNCATED, observation);
      }
    }
    Path file = folder.resolve("stream.hdf5");
    try (Dataset dataset = builder.build(Provenance.generated("test"))) {
      new D4rlFormat().write(dataset, file, Map.of());
    }
    assertThat(new D4rlFormat().check(file).findings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "bad-missing-actions, missing",
    "bad-rows, rows",
    "bad-zero-rows, empty",
    "bad-rank, rank",
    "bad-text, type",
  })
  void unreadableLayoutIsAFindingNotAFailure(String name, String check) {
    assertThat(finding(name, check).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void unwrittenArrayIsReported() {
    assertThat(finding("unwritten", "unwritten").where()).isEqualTo("/terminals");
  }

  @Test
  void hashTableFindsRepetitionsWithinItsSample() {
    try (FirstRows rows = new FirstRows(3 * FirstRows.LIMIT)) {
      assertThat(rows.scale()).isEqualTo(3);
      int found = 0;
      for (int i = 0; i < 3000; i++) {
        assertThat(rows.find(FirstRows.mix(i), i)).isEqualTo(-1);
      }
      for (int i = 0; i < 3000; i++) {
        long earlier = rows.find(FirstRows.mix(i), 3000 + i);
        assertThat(earlier).isIn(-1L, (long) i);
        found += earlier >= 0 ? 1 : 0;
      }
      assertThat(found).isBetween(900, 1100);
    }
  }

  private static DatasetFindings check(String name) {
    return new D4rlFormat().check(Fixture.path(name));
  }

  private static Finding finding(String name, String check) {
    List<Finding> all = check(name).findings();
    assertThat(all).anyMatch(finding -> finding.check().equals(check));
    return all.stream()
        .filter(finding -> finding.check().equals(check))
        .reduce((first, second) -> second)
        .orElseThrow();
  }
}
