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
import org.junit.jupiter.api.Test;

/** Updates of CQL and Cal-QL against PyTorch in float64, from {@code cql_torch.py}. */
final class ConservativeTorchTest {
  private static final TorchRuns RUNS = TorchRuns.of("cql_torch.json");

  private static Conservatism conservatism(Form form, Multiplier multiplier) {
    return new Conservatism(
        form,
        (int) RUNS.setting("each"),
        RUNS.setting("weight"),
        multiplier,
        RUNS.setting("gap"),
        RUNS.setting("clipLow"),
        RUNS.setting("clipHigh"),
        RUNS.setting("sharpness"));
  }

  private static Cql.Config cql(
      Form form, Multiplier multiplier, NextValue backup, LogStd logStd, long cloningSteps) {
    return new Cql.Config(
        conservatism(form, multiplier),
        backup,
        2,
        ValueHead.REGRESSION,
        Initializer.TORCH,
        logStd,
        RUNS.setting("discount"),
        RUNS.setting("targetRate"),
        (int) RUNS.setting("rows"),
        List.of(5, 4),
        List.of(5, 4),
        RUNS.setting("rate"),
        RUNS.setting("rate"),
        RUNS.setting("entropy"),
        cloningSteps);
  }

  @Test
  void fixedWeightAndCloningPhaseAgree() {
    Cql.Config config =
        cql(
            Form.IMPORTANCE_SAMPLED,
            Multiplier.FIXED,
            NextValue.ONE_ACTION,
            LogStd.SCALED_HEAD,
            (long) RUNS.setting("cloning"));
    RUNS.agree("cql-fixed", config);
  }

  @Test
  void lagrangeMultiplierAndMinThenMaxAgree() {
    Cql.Config config =
        cql(
            Form.IMPORTANCE_SAMPLED,
            Multiplier.LAGRANGE,
            NextValue.MIN_THEN_MAX,
            LogStd.UNIFORM,
            0);
    RUNS.agree("cql-lagrange", config);
  }

  @Test
  void weightedMultiplierAndMaxThenMinAgree() {
    Cql.Config config =
        cql(Form.UNCORRECTED, Multiplier.LAGRANGE_WEIGHTED, NextValue.MAX_THEN_MIN, LogStd.HEAD, 0);
    RUNS.agree("cql-weighted", config);
  }

  @Test
  void softplusMultiplierAndCentredSumAgree() {
    Cql.Config config =
        cql(
            Form.UNCORRECTED_CENTRED,
            Multiplier.LAGRANGE_SOFTPLUS,
            NextValue.ONE_ACTION,
            LogStd.HEAD,
            0);
    RUNS.agree("cql-softplus", config);
  }

  private static CalQl.Config calQl(Form form, Multiplier multiplier, LogStd logStd) {
    return new CalQl.Config(
        conservatism(form, multiplier),
        Optional.empty(),
        NextValue.MIN_THEN_MAX,
        2,
        ValueHead.REGRESSION,
        Initializer.TORCH,
        false,
        logStd,
        RUNS.setting("discount"),
        RUNS.setting("targetRate"),
        (int) RUNS.setting("rows"),
        List.of(5, 4),
        List.of(5, 4),
        RUNS.setting("rate"),
        RUNS.setting("rate"),
        RUNS.setting("entropy"));
  }

  @Test
  void calibratedValuesWithMultiplierAgree() {
    RUNS.agree(
        "calql-lagrange", calQl(Form.IMPORTANCE_SAMPLED, Multiplier.LAGRANGE, LogStd.SCALED_HEAD));
  }

  @Test
  void calibratedValuesWithoutCorrectionAgree() {
    RUNS.agree("calql-uncorrected", calQl(Form.UNCORRECTED, Multiplier.FIXED, LogStd.HEAD));
  }
}
