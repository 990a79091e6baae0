package io.warmstart.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetException;
import io.warmstart.core.data.DatasetFindings;
import io.warmstart.core.data.DatasetFormat;
import io.warmstart.core.data.Episode;
import io.warmstart.core.data.ReadOptions;
import io.warmstart.core.data.ReplayBuffer;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.EnvironmentLoop;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.StepListener;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.core.learner.PolicySession;
import io.warmstart.core.reward.Reward;
import io.warmstart.core.reward.Reward.Status;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.testkit.PointMass;
import io.warmstart.testkit.StateMap;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayFromLogTest {
  private static final SessionSettings WAITING =
      SessionSettings.DEFAULT.withWhenFull(SessionSettings.WhenFull.WAIT);

  @TempDir Path folder;

  /** Shows what the script says; ends after 4 to 7 steps, by itself or at the time limit. */
  private static final class Scripted implements Environment {
    private int episode = -1;
    private int step;

    @Override
    public EnvironmentSpec spec() {
      return Script.SPEC;
    }

    @Override
    public int stepLimit() {
      return 6;
    }

    @Override
    public void reset(long seed, Observation observation) {
      episode++;
      step = 0;
      observation.copyFrom(Script.observation(episode, 0));
    }

    @Override
    public Step step(float[] action, Observation observation) {
      action[0] = Math.clamp(action[0], -0.5f, 0.5f);
      step++;
      observation.copyFrom(Script.observation(episode, step));
      return new Step(episode + 0.1f * step, step == 4 + episode % 4, false);
    }

    @Override
    public TaskSuccess success() {
      return TaskSuccess.UNDEFINED;
    }

    @Override
    public void close() {}
  }

  /** Asks for more than the environment does. */
  private static final class Reflex implements PolicySession {
    @Override
    public void act(Observation observation, float[] action) {
      action[0] = 0.9f;
      action[1] = observation.get(0, 1);
    }

    @Override
    public void restart(long seed) {}

    @Override
    public void close() {}
  }

  /** Feeds a ring, as an online learner does. */
  private record Feed(ReplayBuffer replay) implements StepListener {
    @Override
    public void begin(long episode, Observation first) {
      replay.begin(first);
    }

    @Override
    public void step(
        Observation observation, float[] requested, float[] applied, Step step, Observation next) {
      replay.append(applied, step.reward(), step.terminated(), next);
    }

    @Override
    public void end(TerminationCause cause, Observation last) {
      replay.end();
    }
  }

  private static StateMap stateOf(ReplayBuffer replay) {
    StateMap state = new StateMap();
    replay.save(state);
    return state;
  }

  private static PictureFormat format(String name) {
    return name.equals("png") ? new PictureFormat.Png() : new PictureFormat.Jpeg(0.6f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg"})
  void theRingFromTheLogIsTheRingThatWasLearnedFrom(String pictures) {
    Path file = folder.resolve("session.mcap");
    // Small enough that the oldest rows are overwritten, in the log's replay as in life.
    try (ReplayBuffer lived = new ReplayBuffer(Script.SPEC, 40);
        ReplayBuffer rebuilt = new ReplayBuffer(Script.SPEC, 40)) {
      try (SessionWriter writer =
          SessionWriter.open(file, Script.INFO, WAITING.withPictures(format(pictures)))) {
        SessionRecorder recorder = new SessionRecorder(writer, InstantSource.system(), () -> "w1");
        EnvironmentLoop loop =
            new EnvironmentLoop(new Scripted(), 5, "test", recorder, new Feed(lived));
        for (int episode = 0; episode < 12; episode++) {
          loop.run(new Reflex());
          // Rewards that are decided later, one of them for a row that is long gone.
          long newest = lived.appended() - 1;
          for (long row : new long[] {newest, newest - 5, 0}) {
            lived.correctReward(row, -7.5f - row);
            Reward reward = new Reward(-7.5f - row, "person", "", Status.RESOLVED);
            writer.correct(new RewardCorrection(row, reward));
          }
        }
      }
      RecordedSession session = RecordedSession.open(file);
      assertThat(session.replayInto(rebuilt).isWhole()).isTrue();
      assertThat(stateOf(rebuilt).differences(stateOf(lived))).isEmpty();
      assertThat(rebuilt.appended()).isGreaterThan(rebuilt.capacity());
    }
  }

  @Test
  void aLossyFrameReachesTheLearnerAsItWasLogged() {
    Observation seen = Script.observation(0, 0);
    Path file = folder.resolve("lossy.mcap");
    try (SessionWriter writer =
        SessionWriter.open(file, Script.INFO, WAITING.withPictures(new PictureFormat.Jpeg(0.3f)))) {
      writer.begin(seen);
      writer.step(seen, Script.facts(0, 0), Script.observation(0, 1));
      writer.end(TerminationCause.CUT);
    }
    assertThat(Script.equal(seen, Script.observation(0, 0))).isFalse();
    RecordedSession.open(file)
        .play(
            new SessionListener() {
              @Override
              public void begin(long episode, Observation first) {
                assertThat(Script.equal(first, seen)).isTrue();
              }
            });
  }

  @Test
  void theDatasetHoldsEveryColumnAndTheNewestRewards() {
    Path file = folder.resolve("session.mcap");
    try (SessionWriter writer = SessionWriter.open(file, Script.INFO, WAITING)) {
      Script.log(writer, 0, 13);
      writer.correct(new RewardCorrection(3, new Reward(9, "person", "", Status.PENDING)));
      writer.correct(new RewardCorrection(3, new Reward(8, "person", "", Status.RESOLVED)));
    }
    try (Dataset dataset = RecordedSession.open(file).toDataset()) {
      assertThat(dataset.transitions()).isEqualTo(13);
      assertThat(dataset.episodes())
          .extracting(Episode::cause)
          .containsExactly(
              TerminationCause.TERMINATED, TerminationCause.TRUNCATED, TerminationCause.CUT);
      assertThat(dataset.reward(3)).isEqualTo(8);
      assertThat(dataset.reward(2)).isEqualTo(0.5f);
      assertThat(dataset.mask(4)).isZero();
      assertThat(dataset.mask(9)).isEqualTo(1);
      assertThat(dataset.column("row").getLong(dataset.slot(12), 0)).isEqualTo(12);
      assertThat(dataset.column("infos/requested").get(dataset.slot(7), 1)).isEqualTo(2);
      assertThat(dataset.column("infos/intervention").get(dataset.slot(7), 0)).isEqualTo(1);
      Observation last = Script.observation(2, 3);
      long slot = dataset.slot(12) + 1;
      assertThat(dataset.column("observations/arm").get(slot, 1)).isEqualTo(last.get(0, 1));
      assertThat(dataset.provenance().lineage())
          .contains("1 rewards were decided or corrected later");
    }
  }

  private static DatasetFormat format() {
    return ServiceLoader.load(DatasetFormat.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(found -> found.name().equals("mcap"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aDatasetBecomesASessionAndComesBack() {
    Path file = folder.resolve("points.mcap");
    try (Dataset points = PointMass.dataset(5, 0.5, 2)) {
      format().write(points, file, Map.of("task", "points"));
      assertThatThrownBy(() -> format().write(points, file, Map.of()))
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining("exists already");
      try (Dataset again = format().read(file, ReadOptions.strict())) {
        assertThat(again.episodes()).isEqualTo(points.episodes());
        for (String name : new String[] {"actions", "rewards", "masks", "observations/position"}) {
          assertThat(again.column(name).data().mismatch(points.column(name).data()))
              .as(name)
              .isEqualTo(-1);
        }
      }
    }
    assertThat(format().facts(file).attributes()).containsEntry("task", "points");
    assertThat(format().facts(file).rows()).isEqualTo(100);
    assertThat(format().check(file).findings()).isEmpty();
    assertThatThrownBy(() -> format().read(file, new ReadOptions(ReadOptions.Reading.D4RL_COMPAT)))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("do not apply");
  }

  @Test
  void aCheckNamesWhatIsWrong() {
    Path file = folder.resolve("session.mcap");
    SessionWriter writer = SessionWriter.open(file, Script.INFO, WAITING);
    Observation bad = Script.observation(0, 1);
    bad.set(0, 0, Float.NaN);
    StepFacts facts =
        new StepFacts(
            0,
            new float[] {0, 0},
            new float[] {3, 0},
            new Reward(0, "classifier", "", Status.PENDING),
            false,
            false,
            false,
            "");
    writer.begin(Script.observation(0, 0));
    writer.step(Script.observation(0, 0), facts, Script.observation(0, 1));
    writer.step(Script.observation(0, 1), Script.facts(0, 1), bad);
    writer.flush();
    assertThat(format().check(file).findings())
        .extracting(DatasetFindings.Finding::check)
        .containsExactlyInAnyOrder("not-finite", "action-bounds", "pending", "unfinished");
    writer.close();
    assertThat(format().check(file).findings()).hasSize(3);
  }

  @Test
  void aRecorderOfALoopNeedsAWriterThatWaits() {
    Path file = folder.resolve("refusing.mcap");
    try (SessionWriter writer = SessionWriter.open(file, Script.INFO, SessionSettings.DEFAULT)) {
      assertThatThrownBy(() -> new SessionRecorder(writer, InstantSource.system(), () -> ""))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
