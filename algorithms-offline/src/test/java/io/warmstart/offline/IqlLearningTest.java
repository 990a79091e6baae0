package io.warmstart.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.network.GaussianActor;
import io.warmstart.core.network.Initializer;
import io.warmstart.core.network.ValueHead;
import io.warmstart.core.training.Statistics.Estimate;
import io.warmstart.offline.bc.Bc;
import io.warmstart.offline.iql.Iql;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On records of which a quarter are good, IQL must do better than imitation: 3 seeds. */
final class IqlLearningTest {
  private static final int UPDATES = 500;
  private static final GaussianActor.Range RANGE = new GaussianActor.Range(-5, 2);

  private static Iql.Config iql(Iql.Order order) {
    return new Iql.Config(
        order,
        Initializer.ORTHOGONAL,
        0.9,
        0.9,
        5,
        100,
        3e-3,
        UPDATES,
        0.02,
        64,
        List.of(32, 32),
        0,
        RANGE,
        ValueHead.REGRESSION);
  }

  @Test
  void iqlBeatsCloningOnMixedRecordsInBothOrders() {
    Estimate cloned =
        PointMassScores.of(
            new Bc.Config(Bc.Variant.DETERMINISTIC, 3e-3, 64, List.of(32, 32), RANGE), UPDATES);
    for (Iql.Order order : Iql.Order.values()) {
      Estimate learned = PointMassScores.of(iql(order), UPDATES);
      assertThat(learned.above(cloned)).as("%s: %s, cloning %s", order, learned, cloned).isTrue();
      // The expert comes to about -1.
      assertThat(learned.low()).isGreaterThan(-3);
    }
  }
}
