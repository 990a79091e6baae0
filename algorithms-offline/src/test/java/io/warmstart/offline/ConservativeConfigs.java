package io.warmstart.offline;

import io.warmstart.core.loss.Conservatism;
import io.warmstart.core.loss.Conservatism.Form;
import io.warmstart.core.loss.Multiplier;
import io.warmstart.core.loss.NextValue;
import io.warmstart.core.network.Initializer;
import io.warmstart.core.network.SquashedGaussianActor.LogStd;
import io.warmstart.core.network.ValueHead;
import io.warmstart.offline.calql.CalQl;
import io.warmstart.offline.cql.Cql;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Small configurations of CQL and Cal-QL, for tests of several packages. */
public final class ConservativeConfigs {
  private ConservativeConfigs() {}

  /** Cases of {@link GradientTest}. */
  static Stream<Arguments> gradients() {
    return Stream.of(
        Arguments.of(
            "cql, importance-sampled, cloning",
            3,
            gradient(
                Form.IMPORTANCE_SAMPLED,
                Multiplier.FIXED,
                NextValue.ONE_ACTION,
                LogStd.SCALED_HEAD,
                1)),
        Arguments.of(
            "cql, uncorrected, weighted multiplier",
            4,
            gradient(
                Form.UNCORRECTED,
                Multiplier.LAGRANGE_WEIGHTED,
                NextValue.MAX_THEN_MIN,
                LogStd.UNIFORM,
                0)),
        Arguments.of(
            "cql, importance-sampled, multiplier",
            4,
            gradient(
                Form.IMPORTANCE_SAMPLED,
                Multiplier.LAGRANGE,
                NextValue.MIN_THEN_MAX,
                LogStd.HEAD,
                0)),
        Arguments.of(
            "calql, importance-sampled, multiplier",
            4,
            calQl(
                conservatism(Form.IMPORTANCE_SAMPLED, Multiplier.LAGRANGE),
                NextValue.MIN_THEN_MAX,
                false,
                8,
                List.of(7, 6),
                1e-2)),
        Arguments.of(
            "calql, uncorrected, layer norm",
            3,
            calQl(
                conservatism(Form.UNCORRECTED, Multiplier.FIXED),
                NextValue.MIN_THEN_MAX,
                true,
                8,
                List.of(7, 6),
                1e-2)));
  }

  private static Cql.Config gradient(
      Form form, Multiplier multiplier, NextValue backup, LogStd logStd, long cloningSteps) {
    return cql(
        conservatism(form, multiplier), backup, logStd, cloningSteps, 8, List.of(7, 6), 1e-2);
  }

  /** Cases of {@link CpuParityTest}. */
  static Stream<Arguments> parity() {
    return Stream.of(
        Arguments.of(
            "cql", parity(Form.IMPORTANCE_SAMPLED, Multiplier.FIXED, NextValue.ONE_ACTION)),
        Arguments.of(
            "cql, multiplier, min then max",
            parity(Form.IMPORTANCE_SAMPLED, Multiplier.LAGRANGE, NextValue.MIN_THEN_MAX)),
        Arguments.of(
            "cql, uncorrected, max then min",
            parity(Form.UNCORRECTED_CENTRED, Multiplier.LAGRANGE_SOFTPLUS, NextValue.MAX_THEN_MIN)),
        Arguments.of(
            "calql, layer norm",
            calQl(
                conservatism(Form.IMPORTANCE_SAMPLED, Multiplier.LAGRANGE),
                NextValue.MIN_THEN_MAX,
                true,
                100,
                List.of(72, 40),
                3e-4)));
  }

  private static Cql.Config parity(Form form, Multiplier multiplier, NextValue backup) {
    return cql(
        conservatism(form, multiplier), backup, LogStd.SCALED_HEAD, 0, 100, List.of(72, 40), 3e-4);
  }

  /** Three actions per proposal; a gap of 0.3 and rows clipped to [-20, 20]. */
  public static Conservatism conservatism(Form form, Multiplier multiplier) {
    return new Conservatism(form, 3, 2, multiplier, 0.3, -20, 20, 0.8);
  }

  /** CQL with other sizes. */
  public static Cql.Config cql(
      Conservatism conservatism,
      NextValue backup,
      LogStd logStd,
      long cloningSteps,
      int batchSize,
      List<Integer> hidden,
      double rate) {
    return new Cql.Config(
        conservatism,
        backup,
        2,
        ValueHead.REGRESSION,
        Initializer.TORCH,
        logStd,
        0.9,
        0.05,
        batchSize,
        hidden,
        hidden,
        rate,
        rate,
        1,
        cloningSteps);
  }

  /** Cal-QL with other sizes; the failure reward is 0. */
  public static CalQl.Config calQl(
      Conservatism conservatism,
      NextValue backup,
      boolean layerNorm,
      int batchSize,
      List<Integer> hidden,
      double rate) {
    return new CalQl.Config(
        conservatism,
        Optional.of(0.0),
        backup,
        2,
        ValueHead.REGRESSION,
        Initializer.TORCH,
        layerNorm,
        LogStd.SCALED_HEAD,
        0.9,
        0.05,
        batchSize,
        hidden,
        hidden,
        rate,
        rate,
        1);
  }
}
