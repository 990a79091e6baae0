package io.warmstart.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.engine.Philox;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReplayBufferTest {
  /** A transition as it must come out. */
  private record Expected(int episode, int step, boolean terminated) {}

  /** Random episodes against a slow model: a list of slots whose oldest are dropped one by one. */
  @ParameterizedTest
  @CsvSource({"2, 1", "3, 2", "7, 3", "16, 4", "37, 5", "100, 6"})
  void holdsExactlyWhatStillFitsAndCrossesNoEpisodeEnd(int capacity, long seed) {
    Philox random = Philox.of(seed, "replay");
    Deque<Expected> slots = new ArrayDeque<>();
    Set<Integer> used = new HashSet<>();
    try (ReplayBuffer replay = new ReplayBuffer(Rows.SPEC, capacity)) {
      for (int episode = 0; episode < 40; episode++) {
        int length = 1 + (int) random.integer(0, episode, 12);
        boolean terminates = random.integer(1, episode, 2) == 0;
        replay.begin(Rows.observation(episode, 0));
        for (int t = 0; t < length; t++) {
          boolean terminated = terminates && t == length - 1;
          replay.append(new float[] {t}, t, terminated, Rows.observation(episode, t + 1));
          slots.addLast(new Expected(episode, t, terminated));
          // The running observation needs a slot too.
          while (slots.size() > capacity - 1) {
            slots.removeFirst();
          }
          check(replay, slots, used);
        }
        replay.end();
        // The final observation keeps its slot.
        slots.addLast(new Expected(-1, 0, false));
      }
    }
    assertThat(used).hasSize(capacity);
  }

  private static void check(ReplayBuffer replay, Deque<Expected> slots, Set<Integer> used) {
    BatchBuffers out = Rows.buffers(1);
    int transition = 0;
    for (Expected expected : slots) {
      if (expected.episode < 0) {
        continue;
      }
      used.add(replay.slot(transition));
      replay.copyTransition(transition++, 0, out);
      assertThat(Rows.at(out.observations(), 0)).isEqualTo(expected.episode);
      assertThat(Rows.at(out.observations(), 1)).isEqualTo(expected.step);
      assertThat(Rows.at(out.nextObservations(), 0)).isEqualTo(expected.episode);
      assertThat(Rows.at(out.nextObservations(), 1)).isEqualTo(expected.step + 1);
      assertThat(Rows.at(out.masks(), 0)).isEqualTo(expected.terminated ? 0 : 1);
    }
    assertThat(replay.transitions()).isEqualTo(transition);
  }

  @Test
  void newestTransitionCanBeDrawnAtOnce() {
    try (ReplayBuffer replay = new ReplayBuffer(Rows.SPEC, 10)) {
      replay.begin(Rows.observation(0, 0));
      assertThatThrownBy(() -> replay.sample(Philox.of(1, "x"), 0, 0, 1, Rows.buffers(1)))
          .hasMessageContaining("empty");
      replay.append(new float[] {0.5f}, 2, false, Rows.observation(0, 1));
      BatchBuffers out = Rows.buffers(4);
      replay.sample(Philox.of(1, "x"), 0, 0, 4, out);
      assertThat(Rows.at(out.nextObservations(), 7)).isEqualTo(1);
      assertThat(replay.rowId(0)).isZero();
    }
  }

  @Test
  void clearingForgetsRowsAndKeepsCounting() {
    try (ReplayBuffer replay = new ReplayBuffer(Rows.SPEC, 5)) {
      fill(replay, 3);
      replay.clear();
      assertThat(replay.transitions()).isZero();
      fill(replay, 2);
      assertThat(replay.transitions()).isEqualTo(2);
      assertThat(replay.rowId(1)).isEqualTo(4);
      assertThat(replay.appended()).isEqualTo(5);
    }
  }

  @Test
  void rewardsAreCorrectedByTransitionIdWhileTheyAreInTheRing() {
    try (ReplayBuffer replay = new ReplayBuffer(Rows.SPEC, 7)) {
      fill(replay, 3);
      fill(replay, 4);
      assertThat(replay.transitions()).isEqualTo(5);
      BatchBuffers out = Rows.buffers(1);
      for (int transition = 0; transition < 5; transition++) {
        long id = replay.rowId(transition);
        assertThat(replay.correctReward(id, 100 + id)).isTrue();
        replay.copyTransition(transition, 0, out);
        assertThat(Rows.at(out.rewards(), 0)).isEqualTo(100 + id);
      }
      assertThat(replay.correctReward(1, 0)).isFalse();
      assertThat(replay.correctReward(7, 0)).isFalse();
    }
  }

  @Test
  void misuseIsRefused() {
    assertThatThrownBy(() -> new ReplayBuffer(Rows.SPEC, 1)).hasMessageContaining("at least 2");
    try (ReplayBuffer replay = new ReplayBuffer(Rows.SPEC, 4)) {
      assertThatThrownBy(() -> replay.append(new float[1], 0, false, Rows.observation(0, 1)))
          .hasMessageContaining("begin an episode");
      assertThatThrownBy(replay::end).isInstanceOf(IllegalStateException.class);
      replay.begin(Rows.observation(0, 0));
      assertThatThrownBy(() -> replay.begin(Rows.observation(1, 0)))
          .hasMessageContaining("not ended");
      assertThatThrownBy(() -> replay.append(new float[3], 0, false, Rows.observation(0, 1)))
          .hasMessageContaining("3 numbers, the spec says 1");
    }
  }

  private static void fill(ReplayBuffer replay, int length) {
    replay.begin(Rows.observation(9, 0));
    for (int t = 0; t < length; t++) {
      replay.append(new float[] {t}, t, false, Rows.observation(9, t + 1));
    }
    replay.end();
  }
}
