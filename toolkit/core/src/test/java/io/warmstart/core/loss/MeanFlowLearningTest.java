package io.warmstart.core.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.loss.MeanFlow.Times;
import io.warmstart.engine.Feed;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.Schedule;
import io.warmstart.engine.Session;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.cpu.CpuExecutor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Learns the average velocity from noise to N(0.3, 0.5^2): one step must give that mean and
 * deviation. The documented mistakes do not.
 */
final class MeanFlowLearningTest {
  private static final long SEED = 4;
  private static final int UPDATES = 6000;
  private static final int ROWS = 512;
  private static final int SAMPLES = 4096;
  private static final double MEAN = 0.3;
  private static final double DEVIATION = 0.5;
  private static final Offset<Double> TOLERANCE = within(0.04);

  /** Ways to get the loss wrong that still learn something. */
  private enum Mistake {
    SIGN_OF_THE_CHANGE,
    START_MOVES_TOO,
    TIME_STANDS_STILL;

    Tensor loss(MeanFlow.Field field, Tensor data, Tensor noise, Times times) {
      Graph g = data.graph();
      Tensor r = times.r();
      Tensor t = times.t();
      Tensor one = g.constant(1).stretch(t.shape());
      Tensor zero = g.constant(0).stretch(t.shape());
      Tensor x = data.times(t.negate().plus(1)).plus(noise.times(t));
      Tensor v = noise.minus(data);
      Tensor u = field.at(x, r, t);
      Tensor change =
          switch (this) {
            case SIGN_OF_THE_CHANGE -> g.tangent(u, Map.of(x, v, r, zero, t, one)).negate();
            case START_MOVES_TOO -> g.tangent(u, Map.of(x, v, r, one, t, one));
            case TIME_STANDS_STILL -> g.tangent(u, Map.of(x, v, r, zero, t, zero));
          };
      return u.minus(v.minus(t.minus(r).times(change)).detach()).square().mean();
    }
  }

  /** A loss of a field on data, noise and times. */
  private interface Loss {
    Tensor of(MeanFlow.Field field, Tensor data, Tensor noise, Times times);
  }

  /** Mean and deviation of one-step samples, and of those of the wrong sign. */
  private record Moments(double mean, double deviation, double wrongMean, double wrongDeviation) {
    boolean right() {
      return Math.abs(mean - MEAN) <= 0.04 && Math.abs(deviation - DEVIATION) <= 0.04;
    }
  }

  @Test
  void oneStepHasMeanAndDeviationOfTheData() {
    Moments found = learned(MeanFlow::loss, 0.5);
    assertThat(found.mean()).as("%s", found).isCloseTo(MEAN, TOLERANCE);
    assertThat(found.deviation()).as("%s", found).isCloseTo(DEVIATION, TOLERANCE);
    // The step e + u goes the wrong way.
    assertThat(found.wrongMean()).isNegative();
    assertThat(found.wrongDeviation()).isGreaterThan(1.4);
  }

  @Tag("nightly")
  @ParameterizedTest
  @EnumSource
  void mistakesShow(Mistake mistake) {
    Moments found = learned(mistake::loss, 0.5);
    assertThat(found.right()).as("%s", found).isFalse();
  }

  @Tag("nightly")
  @Test
  void plainFlowMatchingIsNotOneStep() {
    Moments found = learned(MeanFlow::loss, 1);
    assertThat(found.right()).as("%s", found).isFalse();
    assertThat(found.deviation()).isLessThan(0.4);
  }

  private static Moments learned(Loss loss, double flowRatio) {
    Parameters parameters = new Parameters();
    Mlp network = Mlp.of(parameters, "field", 3, 1, Mlp.Style.torch(List.of(64, 64), Tensor::tanh));
    MeanFlow.Field field = (x, r, t) -> network.apply(x.concat(r, t));
    Graph g = Graph.named("train");
    Tensor data = g.normal("data", ROWS, 1).times(DEVIATION).plus(MEAN);
    Tensor noise = g.normal("noise", ROWS, 1);
    g.minimize(
        loss.of(field, data, noise, Times.draw(g, "times", ROWS, flowRatio)),
        network.parameters(),
        Optimizer.Adam.of(new Schedule.Cosine(2e-3, UPDATES)));
    Map<String, Double> metrics = new HashMap<>();
    Program program =
        Program.of(
            Program.run(g.compile()),
            new Program.Every(UPDATES, Program.run(evaluation(field).compile())));
    try (Session session = new CpuExecutor(1).open(program, parameters, Feed.none(), SEED)) {
      session.run(UPDATES);
      session.metrics((plan, name, s, step, value) -> metrics.put(name, value));
    }
    return new Moments(
        Objects.requireNonNull(metrics.get("mean")),
        Objects.requireNonNull(metrics.get("deviation")),
        Objects.requireNonNull(metrics.get("wrongMean")),
        Objects.requireNonNull(metrics.get("wrongDeviation")));
  }

  private static Graph evaluation(MeanFlow.Field field) {
    Graph g = Graph.named("evaluate");
    Tensor e = g.normal("noise", SAMPLES, 1);
    Tensor right = MeanFlow.oneStep(field, e);
    report(g, "mean", "deviation", right);
    report(g, "wrongMean", "wrongDeviation", e.times(2).minus(right));
    return g;
  }

  private static void report(Graph g, String mean, String deviation, Tensor samples) {
    Tensor m = samples.mean();
    g.metric(mean, m);
    g.metric(deviation, samples.minus(m).square().mean().sqrt());
  }
}
