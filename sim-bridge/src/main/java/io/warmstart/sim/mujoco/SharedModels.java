package io.warmstart.sim.mujoco;

import io.warmstart.core.environment.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Libraries and models that the environments of one {@link MujocoSimulator} share. */
final class SharedModels {
  private final LibrarySearch search;
  private final Map<Optional<Path>, MujocoLibrary> libraries = new HashMap<>();
  private final Map<Key, MujocoModel> models = new HashMap<>();

  /**
   * What makes two models the same.
   *
   * @param library that loaded it
   * @param name of the file or of the model that is shipped
   * @param content the text of a shipped model, or nothing
   * @param changed when the file was last written
   */
  private record Key(
      MujocoLibrary library, String name, String content, Optional<FileTime> changed) {}

  SharedModels(LibrarySearch search) {
    this.search = search;
  }

  /**
   * The library that a setting leads to.
   *
   * @throws EnvironmentException in one line, if there is none that can be used
   */
  synchronized MujocoLibrary library(Optional<Path> setting) {
    MujocoLibrary known = libraries.get(setting);
    if (known == null) {
      known = search.open(setting);
      libraries.put(setting, known);
    }
    return known;
  }

  /**
   * The model of a file, for one user more; {@link MujocoModel#leave} when done.
   *
   * @throws EnvironmentException in one line, if the file is missing or not a model
   */
  synchronized MujocoModel ofFile(MujocoLibrary library, Path file) {
    Key key = new Key(library, file.toString(), "", Optional.of(lastChange(file)));
    return shared(key).orElseGet(() -> load(key, file));
  }

  /** The model of a text, for one user more; {@link MujocoModel#leave} when done. */
  synchronized MujocoModel ofText(MujocoLibrary library, String name, String xml) {
    Key key = new Key(library, name, xml, Optional.empty());
    return shared(key)
        .orElseGet(() -> {
          try (ScratchFile file = ScratchFile.of(xml, ".xml")) {
            return load(key, file.path());
          }
        });
  }

  private Optional<MujocoModel> shared(Key key) {
    return Optional.ofNullable(models.get(key)).filter(MujocoModel::join);
  }

  private MujocoModel load(Key key, Path file) {
    MujocoModel model =
        new MujocoModel(key.library(), key.name(), key.library().load(file, key.name()));
    models.put(key, model);
    return model;
  }

  private static FileTime lastChange(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new EnvironmentException(
          "the model " + file + " cannot be read; expected an MJCF file of MuJoCo");
    }
  }
}
