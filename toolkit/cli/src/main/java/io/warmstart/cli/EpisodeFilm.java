package io.warmstart.cli;

import io.warmstart.cli.film.Film;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.EnvironmentLoop;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Picture;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.StepListener;

/** Takes an environment's pictures during one episode. */
final class EpisodeFilm implements StepListener {
  private final Environment environment;
  private final Film film;
  private final Shots shots;
  private int pictures;
  private int steps;
  private int shown = -1;
  private double sum;

  /**
   * Which pictures are taken.
   *
   * @param height of each in pixels
   * @param width of each in pixels
   * @param every steps from one to the next; 0: the last state only
   */
  record Shots(int height, int width, int every) {
    Shots withEvery(int newEvery) {
      return new Shots(height, width, newEvery);
    }
  }

  EpisodeFilm(Environment environment, Film film, Shots shots) {
    this.environment = environment;
    this.film = film;
    this.shots = shots;
  }

  /**
   * Runs the episode and completes the film.
   *
   * @param most steps; the episode may end before
   * @throws CommandException if the environment has no pictures
   */
  void run(ViewedPolicy driver, long seed, int most) {
    EnvironmentLoop loop = new EnvironmentLoop(environment, seed, "view", this);
    loop.begin();
    driver.session().restart(seed);
    boolean ended = false;
    while (!ended && steps < most) {
      ended = loop.step(driver.session());
    }
    if (shown != steps) {
      draw();
    }
    film.finish();
  }

  @Override
  public void begin(long episode, Observation first) {
    if (shots.every() > 0) {
      draw();
    }
  }

  @Override
  public void step(
      Observation observation, float[] requested, float[] applied, Step step, Observation next) {
    steps++;
    sum += step.reward();
    if (shots.every() > 0 && steps % shots.every() == 0) {
      draw();
    }
  }

  @Override
  public void end(TerminationCause cause, Observation last) {
    // The last state is drawn by run, however the episode ends.
  }

  private void draw() {
    Picture picture =
        environment
            .render(shots.height(), shots.width())
            .orElseThrow(
                () -> new CommandException(ExitCode.FAILED, "the task has no pictures to draw"));
    film.add(picture);
    pictures++;
    shown = steps;
  }

  int steps() {
    return steps;
  }

  int pictures() {
    return pictures;
  }

  /** Sum of the rewards. */
  double sum() {
    return sum;
  }
}
