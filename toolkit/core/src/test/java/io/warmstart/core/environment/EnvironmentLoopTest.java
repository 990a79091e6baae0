package io.warmstart.core.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.learner.PolicySession;
import io.warmstart.core.space.EnvironmentSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EnvironmentLoopTest {
  /** Counts steps; clips actions to 0.5; terminates or gives NaN where told. */
  private static final class Counter implements Environment {
    private final List<Long> seeds = new ArrayList<>();
    private int terminateAt = Integer.MAX_VALUE;
    private float reward = 1;
    private int nanAt = Integer.MAX_VALUE;
    private int step;

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.ofWidths(1, 1);
    }

    @Override
    public int stepLimit() {
      return 4;
    }

    @Override
    public void reset(long seed, Observation observation) {
      seeds.add(seed);
      step = 0;
      observation.set(0, 0, 0);
    }

    @Override
    public Step step(float[] action, Observation observation) {
      action[0] = Math.min(action[0], 0.5f);
      observation.set(0, 0, ++step == nanAt ? Float.NaN : step);
      return new Step(reward, step == terminateAt, false);
    }

    @Override
    public TaskSuccess success() {
      return step >= 4 ? TaskSuccess.YES : TaskSuccess.NO;
    }

    @Override
    public void close() {}
  }

  /** Always asks for the same. */
  private record Asks(float value) implements PolicySession {
    @Override
    public void act(Observation observation, float[] action) {
      action[0] = value;
    }

    @Override
    public void restart(long seed) {}

    @Override
    public void close() {}
  }

  private static final class Diary implements StepListener {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void begin(long episode, Observation first) {
      lines.add("begin " + episode + " at " + first.get(0, 0));
    }

    @Override
    public void step(
        Observation observation, float[] requested, float[] applied, Step step, Observation next) {
      lines.add(
          observation.get(0, 0) + " " + requested[0] + "->" + applied[0] + " " + next.get(0, 0));
    }

    @Override
    public void end(TerminationCause cause, Observation last) {
      lines.add(cause + " at " + last.get(0, 0));
    }
  }

  @Test
  void recordsTheAppliedActionBesideTheRequestedOne() {
    Diary diary = new Diary();
    Counter counter = new Counter();
    counter.terminateAt = 2;
    EnvironmentLoop loop = new EnvironmentLoop(counter, 1, "test", diary);
    EpisodeSummary summary = loop.run(new Asks(0.9f));
    assertThat(diary.lines)
        .containsExactly(
            "begin 0 at 0.0", "0.0 0.9->0.5 1.0", "1.0 0.9->0.5 2.0", "TERMINATED at 2.0");
    assertThat(summary)
        .isEqualTo(new EpisodeSummary(0, 2, 2, TerminationCause.TERMINATED, TaskSuccess.NO));
  }

  @Test
  void stepLimitTruncates() {
    EnvironmentLoop loop = new EnvironmentLoop(new Counter(), 1, "test");
    assertThat(loop.run(new Asks(0)))
        .isEqualTo(new EpisodeSummary(0, 4, 4, TerminationCause.TRUNCATED, TaskSuccess.YES));
    assertThat(loop.steps()).isEqualTo(4);
  }

  @Test
  void terminationOnTheLastAllowedStepIsNotATimeLimit() {
    Counter counter = new Counter();
    counter.terminateAt = 4;
    assertThat(new EnvironmentLoop(counter, 1, "test").run(new Asks(0)).cause())
        .isEqualTo(TerminationCause.TERMINATED);
  }

  @Test
  void episodeSeedsFollowFromRunSeedAndEpisodeNumber() {
    Counter first = new Counter();
    Counter second = new Counter();
    EnvironmentLoop loop = new EnvironmentLoop(first, 7, "test");
    for (int i = 0; i < 3; i++) {
      loop.run(new Asks(0));
    }
    EnvironmentLoop resumed = new EnvironmentLoop(second, 7, "test");
    resumed.skipTo(2, 8);
    resumed.run(new Asks(0));
    assertThat(second.seeds).containsExactly(first.seeds.get(2));
    assertThat(first.seeds).doesNotHaveDuplicates();
    assertThat(new EnvironmentLoop(first, 8, "test").seedOf(0)).isNotEqualTo(first.seeds.get(0));
    assertThat(new EnvironmentLoop(first, 7, "other").seedOf(0)).isNotEqualTo(first.seeds.get(0));
    assertThat(resumed.steps()).isEqualTo(12);
  }

  @Test
  void numbersThatAreNotFiniteStopTheLoop() {
    Counter counter = new Counter();
    EnvironmentLoop loop = new EnvironmentLoop(counter, 1, "test");
    loop.begin();
    assertThatThrownBy(() -> loop.step(new Asks(Float.NaN)))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("not applied");
    assertThat(counter.step).isZero();
    counter.reward = Float.POSITIVE_INFINITY;
    assertThatThrownBy(() -> loop.step(new Asks(0)))
        .hasMessage("the reward is Infinity at step 0 of episode 0");
  }

  @Test
  void observationThatIsNotFiniteNamesItsChannel() {
    Counter counter = new Counter();
    counter.nanAt = 2;
    EnvironmentLoop loop = new EnvironmentLoop(counter, 1, "test");
    assertThatThrownBy(() -> loop.run(new Asks(0)))
        .isInstanceOf(EnvironmentException.class)
        .hasMessage("the observation has NaN in channel \"observation0\" at step 1 of episode 0");
  }

  @Test
  void cuttingEndsAnEpisodeWithoutTerminating() {
    Diary diary = new Diary();
    EnvironmentLoop loop = new EnvironmentLoop(new Counter(), 1, "test", diary);
    assertThatThrownBy(loop::cut).isInstanceOf(IllegalStateException.class);
    loop.begin();
    loop.step(new Asks(0));
    loop.cut();
    assertThat(diary.lines).last().isEqualTo("CUT at 1.0");
    assertThat(loop.inEpisode()).isFalse();
  }
}
