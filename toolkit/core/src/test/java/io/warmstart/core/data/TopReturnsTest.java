package io.warmstart.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TopReturnsTest {
  private static final ExtraColumn GOAL = new ExtraColumn("infos/goal", List.of(1));

  /** One episode per list of rewards; the observation holds (episode, step), row is 100 + t. */
  private static Dataset dataset(float[]... rewards) {
    DatasetBuilder builder = new DatasetBuilder(Rows.SPEC, List.of(GOAL), 4);
    for (int e = 0; e < rewards.length; e++) {
      for (int t = 0; t < rewards[e].length; t++) {
        builder.step(
            Rows.observation(e, t), new float[] {e}, rewards[e][t], 100 + builder.transitions());
        builder.extra("infos/goal", 10 * e + t);
      }
      TerminationCause cause = e % 2 == 0 ? TerminationCause.TERMINATED : TerminationCause.CUT;
      builder.end(cause, Rows.observation(e, rewards[e].length));
    }
    return builder.build(new Provenance("file", "abc", "d4rl", "strict", List.of("made")));
  }

  private static List<Integer> kept(Dataset dataset, double share, double discount) {
    return new TopReturns(share, discount).of(dataset).stream().map(Episode::ordinal).toList();
  }

  @Test
  void discountDecidesWhichReturnsAreBest() {
    // Undiscounted 3, 2, 1; discounted by 0.5: 0.75, 1, 1.
    try (Dataset dataset = dataset(new float[] {0, 0, 3}, new float[] {0, 2}, new float[] {1})) {
      assertThat(kept(dataset, 0.34, 1)).containsExactly(0);
      assertThat(kept(dataset, 0.67, 1)).containsExactly(0, 1);
      // Equal returns: the earlier episode.
      assertThat(kept(dataset, 0.34, 0.5)).containsExactly(1);
      assertThat(kept(dataset, 0.67, 0.5)).containsExactly(1, 2);
    }
  }

  @Test
  void shareIsRoundedDownButKeepsAtLeastOneEpisode() {
    float[][] rewards = new float[29][];
    for (int e = 0; e < rewards.length; e++) {
      rewards[e] = new float[] {-e};
    }
    try (Dataset dataset = dataset(rewards)) {
      assertThat(kept(dataset, 0.1, 0.99)).containsExactly(0, 1);
      assertThat(kept(dataset, 1e-6, 0.99)).containsExactly(0);
      assertThat(kept(dataset, 1, 0.99)).hasSize(29);
    }
  }

  @Test
  void copyHoldsTheKeptEpisodesAloneAndOutlivesTheWhole() {
    Dataset whole = dataset(new float[] {0, 1}, new float[] {5, 5, 5}, new float[] {7, 0});
    Dataset best = new TopReturns(0.67, 1).from(whole);
    whole.close();
    try (best) {
      assertThat(best.transitions()).isEqualTo(5);
      assertThat(best.episodes())
          .containsExactly(
              new Episode(0, 0, 3, TerminationCause.CUT),
              new Episode(1, 3, 2, TerminationCause.TERMINATED));
      assertThat(best.columns().values()).allMatch(column -> column.rows() == 7);
      BatchBuffers out = Rows.buffers(5);
      for (int t = 0; t < 5; t++) {
        best.copyTransition(t, t, out);
        int episode = t < 3 ? 1 : 2;
        int step = t < 3 ? t : t - 3;
        assertThat(Rows.at(out.observations(), 2 * t)).isEqualTo(episode);
        assertThat(Rows.at(out.nextObservations(), 2 * t)).isEqualTo(episode);
        assertThat(Rows.at(out.nextObservations(), 2 * t + 1)).isEqualTo(step + 1);
        long slot = best.slot(t);
        assertThat(best.column("episode").getLong(slot, 0)).isEqualTo(episode - 1);
        assertThat(best.column("row").getLong(slot, 0)).isEqualTo(102 + t);
        assertThat(best.column("infos/goal").get(slot, 0)).isEqualTo(10 * episode + step);
      }
      assertThat(best.mask(2)).isEqualTo(1);
      assertThat(best.mask(4)).isZero();
      assertThat(best.provenance().sha256()).isEqualTo("abc");
      assertThat(best.provenance().lineage())
          .containsExactly("made", "kept 2 of 3 episodes, the best by return discounted by 1.0");
    }
  }

  @Test
  void numbersOutsideTheirRangesAndEmptyDatasetsAreRefused() {
    assertThatThrownBy(() -> new TopReturns(0, 1)).hasMessageContaining("share of episodes = 0.0");
    assertThatThrownBy(() -> new TopReturns(1.1, 1)).hasMessageContaining("(0, 1]");
    assertThatThrownBy(() -> new TopReturns(0.1, -1)).hasMessageContaining("discount = -1.0");
    try (Dataset empty = dataset()) {
      assertThatThrownBy(() -> new TopReturns(0.1, 1).of(empty))
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining("holds no episode");
    }
  }
}
