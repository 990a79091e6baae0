package io.warmstart.d4rl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetSummary;
import io.warmstart.core.data.FileFacts;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way of storing the same steps, against D4RL's rules as written in the fixture script. */
class D4rlCompatTest {
  @ParameterizedTest
  @MethodSource("io.warmstart.d4rl.Fixture#names")
  void transitionsAreThoseOfQlearningDatasetBitForBit(String name) {
    JsonNode entry = Fixture.expected().get(name);
    JsonNode expected = entry.get("qlearning");
    try (Dataset dataset = Fixture.compat(name, entry.get("limit").asInt())) {
      assertThat(dataset.transitions()).isEqualTo(expected.get("rows").size());
      for (int t = 0; t < dataset.transitions(); t++) {
        long slot = dataset.slot(t);
        assertThat(dataset.column("row").getLong(slot, 0))
            .isEqualTo(expected.get("rows").get(t).asLong());
        for (int i = 0; i < expected.get("observations").get(t).size(); i++) {
          same(Fixture.observation(dataset, slot, i), expected.get("observations").get(t).get(i));
          same(
              Fixture.observation(dataset, slot + 1, i),
              expected.get("next_observations").get(t).get(i));
        }
        for (int i = 0; i < expected.get("actions").get(t).size(); i++) {
          same(dataset.column("actions").get(slot, i), expected.get("actions").get(t).get(i));
        }
        same(dataset.reward(t), expected.get("rewards").get(t));
        assertThat(dataset.mask(t))
            .isEqualTo(expected.get("terminals").get(t).asBoolean() ? 0f : 1f);
      }
    }
  }

  private static void same(float actual, JsonNode expected) {
    assertThat(Float.floatToRawIntBits(actual))
        .isEqualTo(Float.floatToRawIntBits((float) expected.asDouble()));
  }

  @ParameterizedTest
  @MethodSource("io.warmstart.d4rl.Fixture#names")
  void factsAreThoseOfTheRawFile(String name) {
    JsonNode expected = Fixture.expected().get(name);
    FileFacts facts = new D4rlFormat().facts(Fixture.path(name));
    assertThat(facts.rows()).isEqualTo(23);
    assertThat(facts.terminals()).isEqualTo(expected.get("terminals").asLong());
    assertThat(facts.timeoutsStored()).isEqualTo(expected.get("timeouts").asLong() >= 0);
    assertThat(facts.timeouts()).isEqualTo(Math.max(0, expected.get("timeouts").asLong()));
    assertThat(facts.sha256()).hasSize(64);
  }

  @ParameterizedTest
  @MethodSource("io.warmstart.d4rl.Fixture#names")
  void strictSummaryHasTheMeansOfTheFileWhereNoRowIsLost(String name) {
    JsonNode mean = Fixture.expected().get(name).get("mean");
    try (Dataset dataset = Fixture.strict(name)) {
      if (dataset.transitions() == 23) {
        DatasetSummary summary = DatasetSummary.of(dataset);
        for (int i = 0; i < mean.size(); i++) {
          assertThat(summary.observations().get(i).mean())
              .isCloseTo(mean.get(i).asDouble(), Offset.offset(1e-12 * 1024));
        }
      } else {
        assertThat(name).isIn("no-next", "bare");
      }
    }
  }
}
