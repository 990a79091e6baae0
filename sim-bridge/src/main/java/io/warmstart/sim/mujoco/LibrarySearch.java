package io.warmstart.sim.mujoco;

import io.warmstart.core.environment.EnvironmentException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Finds the user's libmujoco: the file or folder that the setting {@code library} names; else what
 * the environment variable {@value #VARIABLE} names; else the name the system's loader knows, and
 * the folders that MuJoCo's releases are usually unpacked in.
 */
final class LibrarySearch {
  static final String VARIABLE = "WARMSTART_MUJOCO";

  private static final String PATTERN = "{libmujoco.so*,libmujoco*.dylib,mujoco.dll}";
  private static final List<String> FOLDERS_INSIDE = List.of("", "lib", "bin");

  private final Optional<String> variable;

  /** A search with this process's environment variable. */
  LibrarySearch() {
    this(Optional.ofNullable(System.getenv(VARIABLE)));
  }

  /** A search with this value of the environment variable. */
  LibrarySearch(Optional<String> variable) {
    this.variable = variable.filter(value -> !value.isBlank());
  }

  /**
   * Opens the first usable library.
   *
   * @param setting file or folder that the user named for this task
   * @throws EnvironmentException in one line: what was found and why it will not do
   */
  MujocoLibrary open(Optional<Path> setting) {
    if (setting.isPresent()) {
      return first(named(setting.get(), "setting library=" + setting.get()));
    }
    if (variable.isPresent()) {
      return first(named(Path.of(variable.get()), VARIABLE + "=" + variable.get()));
    }
    return first(usual());
  }

  private static List<String> named(Path place, String who) {
    List<String> found = Files.isDirectory(place) ? inside(place) : List.of(place.toString());
    if (found.isEmpty() || !Files.exists(place)) {
      throw new EnvironmentException(
          who
              + (Files.exists(place) ? " holds no libmujoco" : " does not exist")
              + "; expected the library's file or the folder MuJoCo was unpacked in");
    }
    return found;
  }

  private List<String> usual() {
    List<String> places = new ArrayList<>();
    places.add(System.mapLibraryName("mujoco"));
    String home = System.getProperty("user.home", ".");
    for (Path folder : List.of(Path.of(home, ".mujoco"), Path.of("/opt"), Path.of("/usr/local"))) {
      places.addAll(inside(folder));
      for (Path release : matching(folder, "mujoco*")) {
        places.addAll(inside(release));
      }
    }
    return places;
  }

  private static List<String> inside(Path folder) {
    List<String> found = new ArrayList<>();
    for (String part : FOLDERS_INSIDE) {
      matching(folder.resolve(part), PATTERN).forEach(file -> found.add(file.toString()));
    }
    return found;
  }

  /** Newest name first. */
  private static List<Path> matching(Path folder, String pattern) {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
        files.forEach(found::add);
      } catch (IOException e) {
        // A folder that may not be read holds no library for us.
        return List.of();
      }
    }
    found.sort(Collections.reverseOrder());
    return found;
  }

  private static MujocoLibrary first(List<String> places) {
    List<String> refused = new ArrayList<>();
    for (String place : places) {
      try {
        return MujocoLibrary.open(place);
      } catch (EnvironmentException e) {
        refused.add(String.valueOf(e.getMessage()));
      }
    }
    throw new EnvironmentException(
        "no usable MuJoCo: "
            + String.join("; ", refused)
            + "; install MuJoCo "
            + MujocoVersion.OLDEST
            + " or newer and name it by the setting library=FILE or by "
            + VARIABLE);
  }
}
