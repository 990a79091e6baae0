package io.warmstart.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.Philox;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ReturnRuleTest {
  private static final ReturnRule ANTMAZE = new ReturnRule(0.99, 10, -5, 0.0);

  private static double[] backward(ReturnRule rule, double[] rewards, double... masks) {
    double[] out = new double[rewards.length];
    rule.backward(
        rewards.length,
        i -> rewards[i],
        i -> masks.length == 0 ? 1 : masks[i],
        (i, value) -> out[i] = value);
    return out;
  }

  private static void assertReturns(double[] found, double... expected) {
    assertThat(found).usingComparatorWithPrecision(1e-9).containsExactly(expected);
  }

  /** Rewards 10 r - 5 of AntMaze and r - 4 of the kitchen. */
  @Test
  void agreesWithTheWorkedExamples() {
    assertReturns(backward(ANTMAZE, new double[] {0, 0, 1}, 1, 1, 0), -5.0495, -0.05, 5);
    assertReturns(backward(ANTMAZE, new double[] {0, 0, 0}), -500, -500, -500);
    assertReturns(backward(ANTMAZE, new double[] {0, 1, 0, 0}), -9.801995, -4.8505, -9.95, -5);
    ReturnRule kitchen = new ReturnRule(0.99, 1, -4, null);
    assertReturns(backward(kitchen, new double[] {0, 1, 1}), -9.9103, -5.97, -3);
  }

  @Test
  void failureIsComparedInTheStoredPrecision() {
    ReturnRule rule = new ReturnRule(0.5, 1, 0, 0.1);
    assertReturns(backward(rule, new double[] {0.1f, 0.1f}), 0.2, 0.2);
  }

  @Test
  void failingForEverNeedsADiscount() {
    assertThatThrownBy(() -> new ReturnRule(1, 1, 0, 0.0)).hasMessageContaining("[0, 1)");
    assertThat(new ReturnRule(1, 1, 0, null).discount()).isEqualTo(1);
  }

  private static BatchBuffers buffers(int rows, @Nullable ReturnRule rule) {
    return Rows.buffersWithExtras(rows, rule);
  }

  private static float returned(BatchBuffers out) {
    return Rows.at(Objects.requireNonNull(out.returns()).values(), 0);
  }

  private static BatchBuffers.NextActions nextActions(BatchBuffers out) {
    return Objects.requireNonNull(out.nextActions());
  }

  @Test
  void datasetGivesReturnsAndFollowingActionsWithinEpisodes() {
    ReturnRule rule = new ReturnRule(0.5, 2, 1, null);
    BatchBuffers out = buffers(1, rule);
    try (Dataset dataset = Rows.dataset(3, 4)) {
      for (int t = 0; t < dataset.transitions(); t++) {
        dataset.copyTransition(t, 0, out);
        double expected = 0;
        for (int k = 3; k >= t % 4; k--) {
          expected = 2 * k + 1 + 0.5 * expected;
        }
        boolean last = t % 4 == 3;
        assertThat((double) returned(out)).isEqualTo(expected);
        assertThat(Rows.at(nextActions(out).known(), 0)).isEqualTo(last ? 0 : 1);
        assertThat(Rows.at(nextActions(out).actions(), 0))
            .isEqualTo(last ? 0f : (t % 4 + 1) / 100f);
      }
    }
  }

  /** Random episodes in a small ring, against returns of whole episodes computed beside it. */
  @Test
  void ringGivesReturnsOfFinishedEpisodesOnly() {
    ReturnRule rule = new ReturnRule(0.9, 1, 0, null);
    Philox random = Philox.of(4, "ring");
    BatchBuffers out = buffers(1, rule);
    Map<Long, Double> expected = new TreeMap<>();
    try (ReplayBuffer replay = new ReplayBuffer(Rows.SPEC, 23)) {
      for (int episode = 0; episode < 60; episode++) {
        List<Float> rewards = new ArrayList<>();
        int length = 1 + (int) random.integer(0, episode, 9);
        replay.begin(Rows.observation(episode, 0));
        for (int t = 0; t < length; t++) {
          rewards.add((float) random.integer(t + 1, episode, 5));
          replay.append(new float[] {t}, rewards.get(t), false, Rows.observation(episode, t + 1));
          assertThat(replay.drawable(out)).isEqualTo(replay.transitions() - Math.min(t + 1, 22));
          check(replay, out, expected);
        }
        replay.end();
        double rest = 0;
        for (int t = length - 1; t >= 0; t--) {
          rest = rewards.get(t) + 0.9 * rest;
          expected.put(replay.appended() - length + t, rest);
        }
        assertThat(replay.drawable(out)).isEqualTo(replay.transitions());
        check(replay, out, expected);
      }
    }
  }

  private static void check(ReplayBuffer replay, BatchBuffers out, Map<Long, Double> expected) {
    for (int i = 0; i < replay.drawable(out); i++) {
      replay.copyTransition(i, 0, out);
      assertThat((double) returned(out))
          .isCloseTo(Objects.requireNonNull(expected.get(replay.rowId(i))), within(1e-5));
    }
  }

  @Test
  void correctedRewardChangesTheReturnsBeforeIt() {
    ReturnRule rule = new ReturnRule(0.5, 1, 0, null);
    BatchBuffers out = buffers(1, rule);
    try (ReplayBuffer replay = new ReplayBuffer(Rows.SPEC, 20)) {
      Rows.append(replay, 0, 3);
      Rows.append(replay, 1, 2);
      replay.copyTransition(0, 0, out);
      assertThat(returned(out)).isEqualTo(0 + 0.5f * 1 + 0.25f * 2);
      assertThat(replay.correctReward(2, 10)).isTrue();
      replay.copyTransition(0, 0, out);
      assertThat(returned(out)).isEqualTo(0.5f * 1 + 0.25f * 10);
      replay.copyTransition(3, 0, out);
      assertThat(returned(out)).isEqualTo(0.5f);
    }
  }

  @Test
  void ringWithoutFinishedEpisodeSaysSo() {
    try (ReplayBuffer replay = new ReplayBuffer(Rows.SPEC, 10)) {
      replay.begin(Rows.observation(0, 0));
      replay.append(new float[] {0}, 1, false, Rows.observation(0, 1));
      Philox random = Philox.of(1, "x");
      assertThatThrownBy(() -> replay.sample(random, 0, 0, 1, buffers(1, ANTMAZE)))
          .hasMessageContaining("no finished episode");
      replay.sample(random, 0, 0, 1, buffers(1, null));
    }
  }

  @Test
  void samplersOverTheRingDrawFinishedEpisodesOnly() {
    BatchBuffers out = buffers(64, ANTMAZE);
    try (Dataset dataset = Rows.dataset(2, 3);
        ReplayBuffer replay = new ReplayBuffer(Rows.SPEC, 50)) {
      Rows.append(replay, 5, 4);
      replay.begin(Rows.observation(6, 0));
      replay.append(new float[] {0}, 1, false, Rows.observation(6, 1));
      List<BatchSource> both =
          List.of(
              new UnionSampler(List.of(dataset, replay)), new MixedSampler(dataset, 0.5, replay));
      for (BatchSource source : both) {
        assertThat(source.drawable(out)).isEqualTo(10);
        source.sample(Philox.of(2, "x"), 0, 0, 64, out);
        for (int row = 0; row < 64; row++) {
          assertThat(Rows.at(out.observations(), 2 * row)).isNotEqualTo(6);
        }
      }
    }
  }
}
