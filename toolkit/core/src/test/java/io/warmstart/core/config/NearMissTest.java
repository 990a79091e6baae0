package io.warmstart.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearMissTest {
  private static final List<String> NAMES = List.of("iql", "bc", "cal-ql", "temperature");

  @Test
  void findsSwapsAndMissingLetters() {
    assertThat(NearMiss.of("ilq", NAMES)).contains("iql");
    assertThat(NearMiss.of("IQL", NAMES)).contains("iql");
    assertThat(NearMiss.of("temprature", NAMES)).contains("temperature");
  }

  @Test
  void farWordsGetTheList() {
    assertThat(NearMiss.of("dreamer", NAMES)).isEmpty();
    assertThat(NearMiss.clause("dreamer", NAMES))
        .isEqualTo("there are: bc, cal-ql, iql, temperature");
    assertThat(NearMiss.clause("x", List.of())).isEqualTo("there are none");
  }
}
