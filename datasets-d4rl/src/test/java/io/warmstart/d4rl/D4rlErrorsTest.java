package io.warmstart.d4rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetException;
import io.warmstart.core.data.ReadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input: one line that says where, what was found, what was expected and what to do. */
class D4rlErrorsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bad-missing-actions | no array \"actions\"; it has [",
        "bad-missing-observations | no array \"observations\"",
        "bad-missing-rewards | no array \"rewards\"",
        "bad-missing-terminals | no array \"terminals\"",
        "bad-rows | /actions has 22 rows but /observations has 23",
        "bad-zero-rows | /observations has 0 rows; expected at least one",
        "bad-nan-reward | /rewards holds NaN at row 6; expected finite numbers",
        "bad-rank | /observations has shape [23, 3, 1]; expected [rows, channels]",
        "bad-flat-actions | /actions has shape [23]; expected [rows, channels]",
        "bad-wide-rewards | /rewards has shape [23, 2]; expected [rows] or [rows, 1]",
        "bad-text | /actions holds string; expected numbers",
        "bad-next-width | /next_observations has 2 channels but /observations has 3",
        "bad-filter | A required filter is not available",
        "bad-one-row | has 1 rows, none of which is followed",
        "bad-virtual | cannot be read as HDF5",
      })
  void unusableFileIsRefusedInOneLine(String name, String part) {
    refused(Fixture.path(name), part);
  }

  @Test
  void missingFileIsRefused() {
    refused(folder.resolve("none.hdf5"), "none.hdf5 does not exist; expected an HDF5 file");
  }

  @Test
  void directoryIsRefused() {
    refused(folder, "is a directory; expected an HDF5 file");
  }

  @Test
  void otherFileIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.hdf5"), "observations,actions\n1,2\n");
    refused(text, "is not an HDF5 file: its first bytes are 6f 62 73");
  }

  @Test
  void emptyFileIsRefused() throws IOException {
    refused(Files.createFile(folder.resolve("empty.hdf5")), "is empty; expected an HDF5 file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "gzip", "latest", "userblock"})
  void truncatedFileIsRefusedWhereverItIsCut(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(Fixture.path(name));
    int start = name.equals("userblock") ? 512 : 0;
    for (int cut = start + 8; cut < bytes.length; cut += Math.max(1, bytes.length / 97)) {
      Path part = Files.write(folder.resolve("cut.hdf5"), Arrays.copyOf(bytes, cut));
      refused(part, "is truncated: it has " + cut + " bytes, expected ");
    }
  }

  @Test
  void damagedFileIsReadOrRefusedInOneLine() throws IOException {
    byte[] bytes = Files.readAllBytes(Fixture.path("gzip-shuffle-split"));
    int refusals = 0;
    for (int at = 96; at < bytes.length; at += 61) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= (byte) 0xFF;
      Path file = Files.write(folder.resolve("damaged.hdf5"), damaged);
      try (Dataset dataset = new D4rlFormat().read(file, ReadOptions.strict())) {
        assertThat(dataset.transitions()).isPositive();
      } catch (DatasetException e) {
        assertThat(e.getMessage()).doesNotContain("\n").contains("damaged.hdf5");
        refusals++;
      }
    }
    assertThat(refusals).isPositive();
  }

  @Test
  void compatReadingLetsNanThrough() {
    try (Dataset dataset = Fixture.compat("bad-nan-reward", 0)) {
      assertThat(dataset.reward(6)).isNaN();
    }
  }

  private static void refused(Path file, String part) {
    assertThatThrownBy(() -> new D4rlFormat().read(file, ReadOptions.strict()).close())
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(part)
        .hasMessageContaining(file.getFileName().toString())
        .hasMessageNotContaining("\n");
  }
}
