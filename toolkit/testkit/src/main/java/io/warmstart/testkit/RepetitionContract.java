package io.warmstart.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Observation;
import io.warmstart.engine.Philox;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An episode is decided by its seed and its actions, and by nothing else. */
interface RepetitionContract {
  /** A new environment under test. */
  Environment environment();

  @Test
  default void equalSeedsAndActionsGiveEqualBitsWhateverCameBefore() {
    try (Environment fresh = environment();
        Environment used = environment()) {
      EpisodeTrace.of(used, 99, 1, 7);
      // The reset that follows is one in mid-episode.
      assertThat(EpisodeTrace.of(used, 5, 2, 40).rows())
          .isEqualTo(EpisodeTrace.of(fresh, 5, 2, 40).rows());
    }
  }

  @Test
  default void twoEnvironmentsStepInTurnsWithoutMeeting() {
    try (Environment alone = environment();
        Environment first = environment();
        Environment second = environment()) {
      Observation one = Observation.of(alone.spec());
      Observation other = Observation.of(alone.spec());
      List<String> expected = EpisodeTrace.of(alone, 5, 2, 10).observations();
      List<String> found = new ArrayList<>();
      float[] action = new float[alone.spec().actionWidth()];
      first.reset(5, one);
      second.reset(6, other);
      found.add(EpisodeTrace.text(one));
      for (int t = 0; t + 1 < expected.size(); t++) {
        EpisodeTrace.draw(second.spec(), Philox.of(77, "actions"), t, action);
        second.step(action, other);
        EpisodeTrace.draw(first.spec(), Philox.of(2, "actions"), t, action);
        first.step(action, one);
        found.add(EpisodeTrace.text(one));
      }
      assertThat(found).isEqualTo(expected);
    }
  }

  @Test
  default void seedsDiffer() {
    try (Environment environment = environment()) {
      Set<List<String>> episodes = new HashSet<>();
      for (int seed = 0; seed < 3; seed++) {
        episodes.add(EpisodeTrace.of(environment, seed, 2, 3).rows());
      }
      assertThat(episodes).hasSizeGreaterThan(1);
    }
  }

  @Test
  default void actionsChangeTheEpisode() {
    try (Environment environment = environment()) {
      assertThat(EpisodeTrace.of(environment, 5, 3, 40).observations())
          .isNotEqualTo(EpisodeTrace.of(environment, 5, 2, 40).observations());
    }
  }
}
