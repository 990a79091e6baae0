package io.warmstart.offline.iql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.network.GaussianActor;
import io.warmstart.core.network.Initializer;
import io.warmstart.core.network.ValueHead;
import io.warmstart.testkit.LearnerContract;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class IqlTest {
  static Iql.Config small(Iql.Order order, double dropout) {
    return new Iql.Config(
        order,
        Initializer.ORTHOGONAL,
        0.9,
        0.7,
        3,
        100,
        1e-3,
        1000,
        0.01,
        16,
        List.of(12, 12),
        dropout,
        new GaussianActor.Range(-5, 2),
        ValueHead.REGRESSION);
  }

  @Nested
  final class AuthorOrder extends LearnerContract {
    @Override
    protected LearnerConfig config() {
      return small(Iql.Order.AUTHOR, 0.1);
    }
  }

  @Nested
  final class CorlOrder extends LearnerContract {
    @Override
    protected LearnerConfig config() {
      return small(Iql.Order.CORL, 0);
    }
  }

  @Test
  void onlineSettingsDifferInTheDecayOnly() {
    Iql.Config offline = new Iql.Config();
    assertThat(offline.decaySteps()).isEqualTo(1_000_000);
    assertThat(offline.startOnline().decaySteps()).isZero();
    assertThat(offline.startOnline())
        .usingRecursiveComparison()
        .ignoringFields("decaySteps")
        .isEqualTo(offline);
  }

  @Test
  void settingsOutsideTheirRangesAreRefused() {
    assertThatThrownBy(() -> small(Iql.Order.AUTHOR, 1)).hasMessageContaining("dropout = 1.0");
    assertThatThrownBy(() -> withExpectile(1.2)).hasMessageContaining("expectile = 1.2 is outside");
    assertThatThrownBy(() -> withExpectile(Double.NaN)).hasMessageContaining("expectile = NaN");
  }

  private static Iql.Config withExpectile(double expectile) {
    Iql.Config c = new Iql.Config();
    return new Iql.Config(
        c.order(),
        c.initializer(),
        c.discount(),
        expectile,
        c.temperature(),
        c.maxWeight(),
        c.learningRate(),
        c.decaySteps(),
        c.targetRate(),
        c.batchSize(),
        c.hidden(),
        c.dropout(),
        c.logStd(),
        c.valueHead());
  }
}
