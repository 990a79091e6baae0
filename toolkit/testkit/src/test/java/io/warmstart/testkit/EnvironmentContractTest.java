package io.warmstart.testkit;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Picture;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.core.space.EnvironmentSpec;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract finds the faults it is there to find. */
class EnvironmentContractTest {
  record Fault(
      String name, Supplier<Environment> environment, Consumer<EnvironmentContract> caughtBy) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Fault> faults() {
    return Stream.of(
        new Fault(
            "an episode leaves a trace",
            () ->
                new Faulty() {
                  @Override
                  public void reset(long seed, Observation observation) {
                    super.reset(seed + resets++, observation);
                  }
                },
            EnvironmentContract::equalSeedsAndActionsGiveEqualBitsWhateverCameBefore),
        new Fault(
            "the seed is ignored",
            () ->
                new Faulty() {
                  @Override
                  public void reset(long seed, Observation observation) {
                    super.reset(0, observation);
                  }
                },
            EnvironmentContract::seedsDiffer),
        new Fault(
            "the action is ignored",
            () ->
                new Faulty() {
                  @Override
                  public Step step(float[] action, Observation observation) {
                    return super.step(new float[2], observation);
                  }
                },
            EnvironmentContract::actionsChangeTheEpisode),
        new Fault(
            "the requested action is reported as applied",
            () ->
                new Faulty() {
                  @Override
                  public Step step(float[] action, Observation observation) {
                    return super.step(action.clone(), observation);
                  }
                },
            EnvironmentContract::actionsOutsideTheBoundsActLikeTheClippedOnesThatAreReported),
        new Fault(
            "a number of the observation is forgotten",
            () ->
                new Faulty() {
                  @Override
                  public Step step(float[] action, Observation observation) {
                    float before = observation.get(0, 1);
                    Step step = super.step(action, observation);
                    observation.set(0, 1, before);
                    return step;
                  }
                },
            EnvironmentContract::everyByteOfEveryPartIsWritten),
        new Fault(
            "a number leaves its channel",
            () ->
                new Faulty() {
                  @Override
                  public Step step(float[] action, Observation observation) {
                    Step step = super.step(action, observation);
                    observation.set(0, 0, 1.5f * observation.get(0, 0));
                    return step;
                  }
                },
            EnvironmentContract::numbersAreFiniteAndWithinTheirChannels),
        new Fault(
            "a NaN moves it",
            () ->
                new Faulty() {
                  @Override
                  public Step step(float[] action, Observation observation) {
                    return super.step(
                        new float[] {action[0], Float.isNaN(action[1]) ? 0 : action[1]},
                        observation);
                  }
                },
            EnvironmentContract::actionThatIsNotFiniteIsRefusedByNameAndNothingMoves),
        new Fault(
            "a time limit comes early",
            () ->
                new Faulty() {
                  @Override
                  public Step step(float[] action, Observation observation) {
                    Step step = super.step(action, observation);
                    return new Step(step.reward(), false, ++steps >= stepLimit() - 1);
                  }
                },
            EnvironmentContract::theStepLimitIsNotReachedEarly),
        new Fault(
            "success is forgotten",
            () ->
                new Faulty() {
                  @Override
                  public TaskSuccess success() {
                    return ++steps % 3 == 2 ? TaskSuccess.YES : TaskSuccess.NO;
                  }
                },
            EnvironmentContract::successIsDefinedThroughoutOrNotAtAllAndLastsToTheEnd),
        new Fault(
            "the picture has another size",
            () ->
                new Faulty() {
                  @Override
                  public Optional<Picture> render(int height, int width) {
                    byte[] rgb = new byte[3 * height * width];
                    rgb[0] = 1;
                    return Optional.of(new Picture(width, height, rgb));
                  }
                },
            EnvironmentContract::aPictureForPeopleHasTheAskedSizeAndShowsSomething),
        new Fault(
            "drawing moves the scene",
            () ->
                new Faulty() {
                  @Override
                  public Optional<Picture> render(int height, int width) {
                    super.step(new float[] {1, 1}, Observation.of(spec()));
                    return Optional.empty();
                  }
                },
            EnvironmentContract::drawingAPictureChangesNothing),
        new Fault(
            "it works after close",
            () ->
                new Faulty() {
                  @Override
                  public void close() {}
                },
            EnvironmentContract::useBeforeResetOrAfterCloseIsRefused));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void faultIsFound(Fault fault) {
    EnvironmentContract contract =
        new EnvironmentContract() {
          @Override
          public Environment environment() {
            return fault.environment().get();
          }
        };
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> fault.caughtBy().accept(contract));
  }

  /** A point mass to spoil. */
  private static class Faulty implements Environment {
    private final PointMass sound = new PointMass();
    long resets;
    int steps;

    @Override
    public EnvironmentSpec spec() {
      return sound.spec();
    }

    @Override
    public int stepLimit() {
      return sound.stepLimit();
    }

    @Override
    public void reset(long seed, Observation observation) {
      sound.reset(seed, observation);
    }

    @Override
    public Step step(float[] action, Observation observation) {
      return sound.step(action, observation);
    }

    @Override
    public TaskSuccess success() {
      return sound.success();
    }

    @Override
    public void close() {
      sound.close();
    }
  }
}
