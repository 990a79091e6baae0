package io.warmstart.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Picture;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.engine.Philox;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How an episode begins, ends and is watched, and how an environment is closed. */
interface EpisodeContract {
  /** Steps that a test takes at most. */
  int LONGEST = 3000;

  /** A new environment under test. */
  Environment environment();

  @Test
  default void theStepLimitIsNotReachedEarly() {
    try (Environment environment = environment()) {
      int limit = environment.stepLimit();
      assertThat(limit).isPositive();
      Observation observation = Observation.of(environment.spec());
      float[] action = new float[environment.spec().actionWidth()];
      environment.reset(3, observation);
      boolean ended = false;
      for (int t = 1; t <= Math.min(limit, LONGEST) && !ended; t++) {
        EpisodeTrace.rest(environment.spec(), action);
        Step step = environment.step(action, observation);
        assertThat(step.truncated() && t < limit).as("truncated at step %d", t).isFalse();
        ended = step.terminated() || step.truncated();
      }
      environment.reset(3, observation);
      EpisodeTrace.rest(environment.spec(), action);
      assertThat(environment.step(action, observation).truncated())
          .as("truncated after one step of the next episode")
          .isEqualTo(limit == 1);
    }
  }

  @Test
  default void successIsDefinedThroughoutOrNotAtAllAndLastsToTheEnd() {
    try (Environment environment = environment()) {
      Observation observation = Observation.of(environment.spec());
      float[] action = new float[environment.spec().actionWidth()];
      for (int seed = 0; seed < 3; seed++) {
        environment.reset(seed, observation);
        TaskSuccess before = environment.success();
        assertThat(before).as("after reset").isNotEqualTo(TaskSuccess.YES);
        boolean ended = false;
        for (int t = 0; t < Math.min(100, environment.stepLimit()) && !ended; t++) {
          EpisodeTrace.draw(environment.spec(), Philox.of(seed, "actions"), t / 8, action);
          Step step = environment.step(action, observation);
          TaskSuccess now = environment.success();
          assertThat(now == TaskSuccess.UNDEFINED).isEqualTo(before == TaskSuccess.UNDEFINED);
          assertThat(before == TaskSuccess.YES && now != TaskSuccess.YES).isFalse();
          before = now;
          ended = step.terminated() || step.truncated();
        }
      }
    }
  }

  @Test
  default void aPictureForPeopleHasTheAskedSizeAndShowsSomething() {
    try (Environment environment = environment()) {
      environment.reset(1, Observation.of(environment.spec()));
      int[] heights = environment.render(48, 64).isPresent() ? new int[] {48, 96} : new int[0];
      for (int height : heights) {
        Picture picture = environment.render(height, 64).orElseThrow();
        assertThat(picture.height()).isEqualTo(height);
        assertThat(picture.width()).isEqualTo(64);
        assertThat(EpisodeTrace.isUniform(picture.rgb())).as("the picture is uniform").isFalse();
        assertThat(environment.render(height, 64).orElseThrow().rgb())
            .as("drawn twice")
            .isEqualTo(picture.rgb());
      }
    }
  }

  @Test
  default void drawingAPictureChangesNothing() {
    try (Environment watched = environment();
        Environment unseen = environment()) {
      Observation one = Observation.of(watched.spec());
      Observation other = Observation.of(watched.spec());
      float[] action = new float[watched.spec().actionWidth()];
      watched.reset(2, one);
      unseen.reset(2, other);
      for (int t = 0; t < 5; t++) {
        watched.render(32, 32);
        EpisodeTrace.draw(watched.spec(), Philox.of(2, "actions"), t, action);
        watched.step(action, one);
        EpisodeTrace.draw(watched.spec(), Philox.of(2, "actions"), t, action);
        unseen.step(action, other);
        assertThat(EpisodeTrace.text(one)).isEqualTo(EpisodeTrace.text(other));
      }
    }
  }

  @Test
  default void anEnvironmentMayBeSteppedByAnotherThreadThanItsMaker() throws InterruptedException {
    try (Environment here = environment();
        Environment there = environment()) {
      List<String> found = new ArrayList<>();
      Thread worker =
          Thread.ofPlatform()
              .name("environment-contract")
              .start(() -> found.addAll(EpisodeTrace.of(there, 5, 2, 10).rows()));
      worker.join();
      assertThat(found).isEqualTo(EpisodeTrace.of(here, 5, 2, 10).rows());
    }
  }

  @Test
  default void useBeforeResetOrAfterCloseIsRefused() {
    Environment environment = environment();
    try (environment) {
      Observation observation = Observation.of(environment.spec());
      float[] action = new float[environment.spec().actionWidth()];
      EpisodeTrace.rest(environment.spec(), action);
      assertThatIllegalStateException()
          .as("step before reset")
          .isThrownBy(() -> environment.step(action, observation));
      environment.reset(0, observation);
      environment.step(action, observation);
      environment.close();
      assertThatIllegalStateException()
          .as("step after close")
          .isThrownBy(() -> environment.step(action, observation));
      assertThatIllegalStateException()
          .as("reset after close")
          .isThrownBy(() -> environment.reset(0, observation));
    }
  }

  @Test
  default void closingTwiceIsHarmless() {
    Environment environment = environment();
    environment.close();
    environment.close();
  }
}
