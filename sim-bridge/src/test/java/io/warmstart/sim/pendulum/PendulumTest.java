package io.warmstart.sim.pendulum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.Episode;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.TaskReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendulumTest {
  private final PendulumSimulator simulator = new PendulumSimulator();
  private final PendulumEnvironment environment = new PendulumEnvironment("pendulum-v1");
  private final Observation observation = Observation.of(PendulumEnvironment.SPEC);

  @Test
  void stepFollowsTheEquations() {
    environment.set(Math.PI / 6, 1);
    Step step = environment.step(new float[] {0.5f}, observation);
    // cost = (π/6)² + 0.1·1 + 0.001·0.25 = 0.274155678 + 0.1 + 0.00025
    assertThat((double) step.reward()).isCloseTo(-0.374405678, within(1e-7));
    // speed = 1 + (15·0.5 + 3·0.5)·0.05 = 1.45; angle = π/6 + 0.0725 = 0.596098776
    assertThat(environment.speed()).isCloseTo(1.45, within(1e-12));
    assertThat(environment.angle()).isCloseTo(0.596098775598, within(1e-12));
    assertThat((double) observation.get(0, 0)).isCloseTo(0.8275321, within(1e-6));
    assertThat((double) observation.get(0, 1)).isCloseTo(0.5614184, within(1e-6));
    assertThat(observation.get(0, 2)).isEqualTo(1.45f);
  }

  /**
   * The fixture comes from {@code src/test/fixtures/record_pendulum.py}. Gymnasium multiplies the
   * torque in single precision, hence the tolerances.
   */
  @Test
  void everyStepAgreesWithGymnasium() throws IOException {
    int steps = 0;
    double angle = 0;
    double speed = 0;
    for (String line : recorded()) {
      String[] fields = line.split(",", -1);
      if (fields[0].equals("start")) {
        angle = Double.parseDouble(fields[1]);
        speed = Double.parseDouble(fields[2]);
        continue;
      }
      environment.set(angle, speed);
      Step step = environment.step(new float[] {Float.parseFloat(fields[1])}, observation);
      angle = Double.parseDouble(fields[2]);
      speed = Double.parseDouble(fields[3]);
      assertThat(environment.angle()).isCloseTo(angle, within(2e-8));
      assertThat(environment.speed()).isCloseTo(speed, within(2e-8));
      assertThat((double) step.reward()).isCloseTo(Double.parseDouble(fields[4]), within(2e-6));
      steps++;
    }
    assertThat(steps).isEqualTo(500);
  }

  private static List<String> recorded() throws IOException {
    try (InputStream file = PendulumTest.class.getResourceAsStream("/gymnasium/pendulum.csv")) {
      return new String(file.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    }
  }

  @Test
  void speedIsLimitedToEight() {
    environment.set(Math.PI / 2, 7.9);
    environment.step(new float[] {2}, observation);
    assertThat(environment.speed()).isEqualTo(8);
    environment.set(-Math.PI / 2, -7.9);
    environment.step(new float[] {-2}, observation);
    assertThat(environment.speed()).isEqualTo(-8);
  }

  @Test
  void costUsesTheWrappedAngle() {
    // 2π + 0.1 is 0.1 from upright: cost 0.01 (single precision reward)
    environment.set(2 * Math.PI + 0.1, 0);
    assertThat((double) environment.step(new float[] {0}, observation).reward())
        .isCloseTo(-0.01, within(1e-8));
    // the worst state of all: hanging, fastest, full torque
    environment.set(Math.PI, 8);
    assertThat((double) environment.step(new float[] {2}, observation).reward())
        .isCloseTo(-16.2736044, within(1e-6));
  }

  @Test
  void controllerSwingsUpAndHolds() {
    int upright = 0;
    for (int seed = 0; seed < 200; seed++) {
      environment.reset(seed, observation);
      double tail = 0;
      for (int t = 0; t < PendulumEnvironment.STEP_LIMIT; t++) {
        double torque = SwingUpController.torque(environment.angle(), environment.speed());
        double reward = environment.step(new float[] {(float) torque}, observation).reward();
        tail += t >= 150 ? reward : 0;
      }
      upright += tail > -1 ? 1 : 0;
    }
    assertThat(upright).isGreaterThanOrEqualTo(198);
  }

  @Test
  void controllerLeavesTheHangingRest() {
    environment.set(Math.PI, 0);
    for (int t = 0; t < PendulumEnvironment.STEP_LIMIT; t++) {
      double torque = SwingUpController.torque(environment.angle(), environment.speed());
      environment.step(new float[] {(float) torque}, observation);
    }
    assertThat(Math.abs(PendulumEnvironment.wrap(environment.angle()))).isLessThan(0.05);
  }

  @Test
  void recordingIsDeterministicAndEndsInTimeOuts() {
    CollectionOptions options = new CollectionOptions(950, 0.3, 0.2, 4);
    try (Dataset one = simulator.collect("pendulum-v1", options);
        Dataset same = simulator.collect("pendulum-v1", options)) {
      assertThat(one.episodes())
          .extracting(Episode::length)
          .containsExactly(200, 200, 200, 200, 150);
      assertThat(one.episodes())
          .extracting(Episode::cause)
          .containsExactly(
              TerminationCause.TRUNCATED,
              TerminationCause.TRUNCATED,
              TerminationCause.TRUNCATED,
              TerminationCause.TRUNCATED,
              TerminationCause.CUT);
      for (String column : one.columns().keySet()) {
        assertThat(one.column(column).data().mismatch(same.column(column).data()))
            .as(column)
            .isEqualTo(-1);
      }
      for (long t = 0; t < one.transitions(); t++) {
        assertThat(one.mask(t)).isEqualTo(1);
        assertThat(Math.abs(one.column("actions").get(one.slot(t), 0))).isLessThanOrEqualTo(2);
      }
    }
  }

  @Test
  void hasNoMapAndNoReference() {
    assertThat(simulator.map(TaskReference.parse("pendulum-v1"))).isEmpty();
    assertThat(simulator.tasks().get(0).reference()).isEmpty();
  }
}
