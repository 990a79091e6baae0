package io.warmstart.sim.mujoco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.warmstart.core.environment.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What needs no MuJoCo at all. */
class LibrarySearchTest {
  @TempDir Path folder;

  @Test
  void aMissingLibraryIsOneLineThatNamesWhoAskedForIt() {
    Path missing = folder.resolve("libmujoco.so");
    LibrarySearch search = new LibrarySearch(Optional.of(missing.toString()));
    assertThat(messageOf(search, Optional.empty()))
        .isEqualTo(
            "WARMSTART_MUJOCO="
                + missing
                + " does not exist; expected the library's file or the folder MuJoCo was unpacked"
                + " in");
    assertThat(messageOf(search, Optional.of(folder)))
        .startsWith("setting library=" + folder + " holds no libmujoco; expected");
  }

  @Test
  void aFileThatIsNoLibraryIsOneLineThatSaysWhatToDo() throws IOException {
    Path lib = Files.createDirectory(folder.resolve("lib"));
    Path text = Files.writeString(lib.resolve("libmujoco.so.3.3.1"), "not a library");
    assertThat(messageOf(new LibrarySearch(Optional.empty()), Optional.of(folder)))
        .startsWith("no usable MuJoCo: " + text + " cannot be opened as a library")
        .contains("install MuJoCo 3.0.0 or newer")
        .contains("WARMSTART_MUJOCO");
  }

  @ParameterizedTest
  @CsvSource({
    "222, 2.2.2, 5",
    "300, 3.0.0, 5",
    "337, 3.3.7, 5",
    "340, 3.4.0, 5",
    "3005000, 3.5.0, 6",
    "3012001, 3.12.1, 6"
  })
  void versionsChooseTheBitOfTheControls(int code, String version, int bit) {
    MujocoVersion read = MujocoVersion.of(code);
    assertThat(read).hasToString(version);
    assertThat(read.controlBit()).isEqualTo(1 << bit);
    assertThat(read.compareTo(MujocoVersion.OLDEST) >= 0).isEqualTo(code >= 300);
  }

  private static String messageOf(LibrarySearch search, Optional<Path> setting) {
    String[] message = new String[1];
    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() -> search.open(setting))
        .satisfies(e -> message[0] = String.valueOf(e.getMessage()));
    assertThat(message[0]).doesNotContain("\n");
    return message[0];
  }
}
