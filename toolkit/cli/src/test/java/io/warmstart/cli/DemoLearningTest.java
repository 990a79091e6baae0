package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the demo claims in {@code toolkit/docs/results}: minutes on two cores. */
@Tag("nightly")
class DemoLearningTest {
  @TempDir Path folder;

  @Test
  void offlineBeatsCloningAndOnlineBeatsOffline() throws IOException {
    Path out = folder.resolve("demo");
    CommandRun.of("demo", "--seeds", 5, "--out", out, "--quiet").succeeded();
    JsonNode stages =
        new ObjectMapper().readTree(out.resolve("results.json").toFile()).path("stages");
    JsonNode cloning = stages.path(1);
    JsonNode offline = stages.path(2);
    JsonNode online = stages.path(3);
    assertThat(offline.path("low").asDouble()).isGreaterThan(cloning.path("high").asDouble());
    assertThat(online.path("low").asDouble()).isGreaterThan(offline.path("high").asDouble());
  }
}
