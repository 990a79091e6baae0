package io.warmstart.offline.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetBuilder;
import io.warmstart.core.data.Provenance;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.learner.Images;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.learner.Policy.ActionMode;
import io.warmstart.core.learner.PolicySession;
import io.warmstart.core.learner.Preprocessing;
import io.warmstart.core.network.GaussianActor;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.Executor;
import io.warmstart.engine.Philox;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.engine.reference.ReferenceExecutor;
import io.warmstart.testkit.StateMap;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cloning where the action shows in a frame only: the column of a bright bar. */
final class BcImagesTest {
  private static final int HEIGHT = 10;
  private static final int WIDTH = 12;
  private static final EnvironmentSpec SPEC =
      new EnvironmentSpec(
          List.of(
              ObservationPart.state("state", List.of(Channel.unbounded("x", "m"))),
              ObservationPart.image("camera", HEIGHT, WIDTH, 2)),
          List.of(new ActionPart.Box("a", List.of(new Channel("a", "m", -3, 3)))),
          Duration.ZERO);

  private final Dataset dataset = dataset();

  private static Observation observation(int t) {
    Philox random = Philox.of(t, "frame");
    Observation observation = Observation.of(SPEC);
    observation.set(0, 0, (float) random.normal(0, 0));
    for (int k = 0; k < HEIGHT * WIDTH * 2; k++) {
      int noise = (int) random.integer(1, k, 60);
      int value = k / 2 % WIDTH == column(t) ? 255 - noise : noise;
      observation.part(1).set(ValueLayout.JAVA_BYTE, k, (byte) value);
    }
    return observation;
  }

  private static int column(int t) {
    return t * 5 % WIDTH;
  }

  /** In channel units, [-3, 3]. */
  private static float action(int t) {
    return column(t) * 0.5f - 2.75f;
  }

  private static Dataset dataset() {
    DatasetBuilder builder = new DatasetBuilder(SPEC, List.of(), 128);
    for (int t = 0; t < 96; t++) {
      builder.step(observation(t), new float[] {action(t)}, 0);
    }
    builder.end(TerminationCause.TRUNCATED, observation(96));
    return builder.build(Provenance.generated("bars"));
  }

  private static Bc.Config config(Bc.Variant variant) {
    return new Bc.Config(variant, 3e-3, 16, List.of(20), new GaussianActor.Range(-3, 2));
  }

  private static Preprocessing seeing(int shift, String... parts) {
    Images.Encoder style =
        new Images.Encoder(List.of(6, 8), List.of(3, 3), List.of(2, 1), 12, shift);
    return Preprocessing.of(new Images(List.of(parts), style));
  }

  private Learner trained(
      Bc.Variant variant, Preprocessing images, Executor executor, int updates) {
    Learner learner = Learner.create(config(variant), SPEC, images, executor, 3);
    learner.train(dataset, updates);
    return learner;
  }

  private static float act(Learner learner, int t) {
    try (Policy policy = learner.policy();
        PolicySession session = policy.begin(ActionMode.DETERMINISTIC, 1)) {
      float[] action = new float[1];
      session.act(observation(t), action);
      return action[0];
    }
  }

  @AfterEach
  void discard() {
    dataset.close();
  }

  @ParameterizedTest
  @EnumSource
  void learnsWhatOnlyTheFrameShows(Bc.Variant variant) {
    try (Learner seeing = trained(variant, seeing(0, "camera"), new CpuExecutor(1), 600);
        Learner blind = trained(variant, seeing(0), new CpuExecutor(1), 600)) {
      assertThat(error(seeing)).isLessThan(0.3);
      assertThat(error(blind)).isGreaterThan(1);
    }
  }

  /** Root mean square over frames that were not recorded. */
  private static double error(Learner learner) {
    double squares = 0;
    for (int t = 200; t < 224; t++) {
      squares += Math.pow(act(learner, t) - action(t), 2);
    }
    return Math.sqrt(squares / 24);
  }

  @Test
  void executorsAgreeAlsoWithRandomShifts() {
    Preprocessing seeing = seeing(2, "camera");
    try (Learner fast =
            trained(Bc.Variant.DETERMINISTIC, seeing, new CpuExecutor(2).withoutWarmUp(), 3);
        Learner exact = trained(Bc.Variant.DETERMINISTIC, seeing, new ReferenceExecutor(), 3)) {
      assertThat((double) act(fast, 7)).isCloseTo(act(exact, 7), within(2e-3));
      double loss = exact.metrics().getOrDefault("policy/loss", Double.NaN);
      assertThat(fast.metrics().getOrDefault("policy/loss", 0.0)).isCloseTo(loss, within(1e-4));
    }
  }

  @Test
  void savedAndLoadedContinuesLikeUninterrupted() {
    Preprocessing seeing = seeing(2, Images.ALL);
    try (Learner whole =
            trained(Bc.Variant.GAUSSIAN, seeing, new CpuExecutor(1).withoutWarmUp(), 4);
        Learner first =
            trained(Bc.Variant.GAUSSIAN, seeing, new CpuExecutor(1).withoutWarmUp(), 2);
        Learner second =
            Learner.create(
                config(Bc.Variant.GAUSSIAN), SPEC, seeing, new CpuExecutor(1).withoutWarmUp(), 3)) {
      StateMap half = new StateMap();
      first.save(half);
      second.load(half);
      second.train(dataset, 2);
      StateMap expected = new StateMap();
      StateMap found = new StateMap();
      whole.save(expected);
      second.save(found);
      assertThat(found.differences(expected)).isEmpty();
    }
  }

  @Test
  void imageThatTheSpecDoesNotHaveIsRefused() {
    Bc.Config config = config(Bc.Variant.DETERMINISTIC);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Learner.create(config, SPEC, seeing(0, "wrist"), new ReferenceExecutor(), 1))
        .withMessageContaining("no image \"wrist\"")
        .withMessageContaining("[camera]");
  }
}
