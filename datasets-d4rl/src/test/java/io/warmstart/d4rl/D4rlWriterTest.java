package io.warmstart.d4rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.data.ColumnBuffer;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetException;
import io.warmstart.core.data.Episode;
import io.warmstart.core.data.FileFacts;
import io.warmstart.core.data.ReadOptions;
import io.warmstart.core.data.TerminationCause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class D4rlWriterTest {
  private final D4rlFormat format = new D4rlFormat();
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void writtenFileReadsAsTheSameDataset(long seed) {
    Path file = folder.resolve("random.hdf5");
    try (Dataset written = RandomDatasets.of(seed, 400)) {
      format.write(written, file, Map.of());
      try (Dataset read = format.read(file, ReadOptions.strict())) {
        assertThat(read.spec()).isEqualTo(written.spec());
        assertThat(read.episodes()).isEqualTo(written.episodes());
        assertThat(read.columns().keySet()).isEqualTo(written.columns().keySet());
        for (ColumnBuffer column : written.columns().values()) {
          assertThat(read.column(column.name()).data().mismatch(column.data()))
              .as(column.name())
              .isEqualTo(-1);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void slotAfterATransitionBelongsToItsEpisode(long seed) {
    Path file = folder.resolve("random.hdf5");
    try (Dataset written = RandomDatasets.of(seed, 100)) {
      format.write(written, file, Map.of());
    }
    try (Dataset compat = format.read(file, new ReadOptions(ReadOptions.Reading.D4RL_COMPAT))) {
      ColumnBuffer episode = compat.column("episode");
      ColumnBuffer row = compat.column("row");
      long expected = 0;
      for (Episode e : compat.episodes()) {
        assertThat(e.firstTransition()).isEqualTo(expected);
        expected += e.length();
        long end = compat.slot(e.firstTransition() + e.length() - 1) + 1;
        assertThat(row.getLong(end, 0)).isEqualTo(-1);
        for (long t = e.firstTransition(); t < expected; t++) {
          assertThat(episode.getLong(compat.slot(t) + 1, 0)).isEqualTo(e.ordinal());
          boolean ends = t == expected - 1 && e.cause() == TerminationCause.TERMINATED;
          assertThat(compat.mask(t)).isEqualTo(ends ? 0f : 1f);
        }
      }
      assertThat(expected).isEqualTo(compat.transitions());
    }
  }

  @Test
  void writtenFileHasNoFindingsAndItsAttributes() {
    Path file = folder.resolve("random.hdf5");
    try (Dataset written = RandomDatasets.of(9, 50)) {
      format.write(written, file, Map.of("task", "maze2d-umaze", "seed", "9", "note", "Größe"));
      FileFacts facts = format.facts(file);
      assertThat(facts.rows()).isEqualTo(written.transitions());
      assertThat(facts.attributes())
          .containsEntry("task", "maze2d-umaze")
          .containsEntry("seed", "9")
          .containsEntry("note", "Größe")
          .containsEntry("generator", "seed 9");
    }
    assertThat(format.check(file).findings())
        .noneMatch(finding -> !finding.check().startsWith("duplicate"));
  }

  @Test
  void declaredActionBoxIsChecked() {
    Path file = folder.resolve("random.hdf5");
    try (Dataset written = RandomDatasets.of(9, 50)) {
      format.write(written, file, Map.of());
    }
    assertThat(format.check(file).findings())
        .noneMatch(finding -> finding.check().equals("action-bounds"));
  }

  @Test
  void existingFileIsNeverOverwritten() throws IOException {
    Path file = Files.writeString(folder.resolve("taken.hdf5"), "precious");
    refused(file, "exists already");
    assertThat(file).hasContent("precious");
  }

  @Test
  void missingFolderIsRefused() {
    refused(folder.resolve("none").resolve("file.hdf5"), "cannot be written (NoSuchFile");
  }

  @Test
  void folderThatIsAFileIsRefused() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    refused(file.resolve("data.hdf5"), "cannot be written (");
  }

  @Test
  void nothingIsLeftBehind() throws IOException {
    Path file = folder.resolve("only.hdf5");
    try (Dataset written = RandomDatasets.of(2, 5)) {
      format.write(written, file, Map.of());
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  private void refused(Path file, String part) {
    try (Dataset dataset = RandomDatasets.of(1, 3)) {
      assertThatThrownBy(() -> format.write(dataset, file, Map.of()))
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining(part)
          .hasMessageContaining(file.getFileName().toString())
          .hasMessageNotContaining("\n");
    }
  }
}
