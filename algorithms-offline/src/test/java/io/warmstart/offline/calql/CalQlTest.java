package io.warmstart.offline.calql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.loss.Conservatism.Form;
import io.warmstart.core.loss.Multiplier;
import io.warmstart.core.loss.NextValue;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.reference.ReferenceExecutor;
import io.warmstart.offline.ConservativeConfigs;
import io.warmstart.testkit.FixedBatches;
import io.warmstart.testkit.LearnerContract;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class CalQlTest {
  private static final EnvironmentSpec SPEC = EnvironmentSpec.ofWidths(2, 1);
  private static final int ROWS = 8;

  private static CalQl.Config config(int rows, double rate) {
    return ConservativeConfigs.calQl(
        ConservativeConfigs.conservatism(Form.IMPORTANCE_SAMPLED, Multiplier.FIXED),
        NextValue.MIN_THEN_MAX,
        false,
        rows,
        List.of(12, 12),
        rate);
  }

  @Nested
  final class Contract extends LearnerContract {
    @Override
    protected LearnerConfig config() {
      return CalQlTest.config(16, 1e-3);
    }
  }

  /** Low returns leave values alone, high ones hold all of the policy's proposals up. */
  @Test
  void shareOfBoundedProposalsFollowsTheReturns() {
    assertThat(bounded(-1000)).isZero();
    assertThat(bounded(1000)).isEqualTo(1);
  }

  @Test
  void differenceIsSmallerWhereReturnsAreLow() {
    assertThat(metric("conservative/difference", -1000))
        .isLessThan(metric("conservative/difference", 2));
  }

  private static double bounded(double returns) {
    return metric("conservative/bounded", returns);
  }

  private static double metric(String name, double returns) {
    FixedBatches.Rows rows =
        new FixedBatches.Rows(
            filled(2 * ROWS, 0.3),
            filled(ROWS, 0.1),
            filled(ROWS, 0),
            filled(ROWS, 1),
            filled(2 * ROWS, -0.2),
            null,
            filled(ROWS, returns));
    try (Learner learner = Learner.create(config(ROWS, 1e-3), SPEC, new ReferenceExecutor(), 1)) {
      learner.train(new FixedBatches(SPEC).add(rows), 1);
      return Objects.requireNonNull(learner.metrics().get(name));
    }
  }

  private static double[] filled(int count, double value) {
    double[] values = new double[count];
    Arrays.fill(values, value);
    return values;
  }

  @Test
  void settingsOutsideTheirRangesAreRefused() {
    assertThatThrownBy(() -> config(0, 1e-3)).hasMessageContaining("batchSize = 0");
    assertThatThrownBy(() -> config(8, 0)).hasMessageContaining("actorRate = 0.0 is outside");
  }
}
