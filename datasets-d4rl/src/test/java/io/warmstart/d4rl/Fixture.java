package io.warmstart.d4rl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.ReadOptions;
import io.warmstart.core.data.ReadOptions.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** Files written by {@code src/test/fixtures/make_fixtures.py}, and what they must read as. */
final class Fixture {
  private Fixture() {}

  static Path path(String name) {
    return resource(name + ".hdf5");
  }

  static JsonNode expected() {
    try {
      return new ObjectMapper().readTree(resource("expected.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<String> names() {
    return expected().propertyStream().map(java.util.Map.Entry::getKey);
  }

  static Dataset strict(String name) {
    return new D4rlFormat().read(path(name), ReadOptions.strict());
  }

  static Dataset compat(String name, int limit) {
    return new D4rlFormat().read(path(name), new ReadOptions(Reading.D4RL_COMPAT, limit));
  }

  static float observation(Dataset dataset, long slot, int channel) {
    return dataset.column("observations/observation").get(slot, channel);
  }

  private static Path resource(String name) {
    URL url = Objects.requireNonNull(Fixture.class.getResource(name), name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
