package io.warmstart.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.ScoreReference;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.training.Cadence;
import io.warmstart.core.training.Evaluation;
import io.warmstart.core.training.EvaluationReport;
import io.warmstart.core.training.OfflineTraining;
import io.warmstart.core.training.TrainingHooks;
import io.warmstart.engine.reference.ReferenceExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The loops of core around a small learner. */
final class TrainingTest {
  private final Dataset dataset = PointMass.dataset(5, 0.5, 2);

  @AfterEach
  void close() {
    dataset.close();
  }

  private static Learner learner() {
    return Learner.create(new TinyConfig(), PointMass.SPEC, new ReferenceExecutor(), 6);
  }

  private static StateMap state(Learner learner) {
    StateMap state = new StateMap();
    learner.save(state);
    return state;
  }

  /** Writes down what it is asked to do. */
  private static final class Diary implements TrainingHooks {
    private final List<String> calls = new ArrayList<>();

    @Override
    public void metrics(long updates, Map<String, Double> metrics) {
      calls.add("metrics " + updates);
    }

    @Override
    public void evaluate(long updates, Learner learner) {
      calls.add("evaluate " + updates);
    }

    @Override
    public void save(long updates, Learner learner) {
      calls.add("save " + updates);
    }
  }

  @Test
  void hooksAreCalledAtTheirCadenceAndAtTheEnd() {
    Diary diary = new Diary();
    try (Learner learner = learner()) {
      OfflineTraining training =
          new OfflineTraining(learner, dataset, new Cadence(10, 15, 20), diary);
      assertThat(training.run(34, () -> false)).isEqualTo(OfflineTraining.Outcome.FINISHED);
    }
    assertThat(diary.calls)
        .containsExactly(
            "metrics 10",
            "evaluate 15",
            "metrics 20",
            "save 20",
            "metrics 30",
            "evaluate 30",
            "metrics 34",
            "evaluate 34",
            "save 34");
  }

  @Test
  void stoppingSavesAndResumingEndsAtTheSameBits() {
    Diary diary = new Diary();
    Cadence cadence = new Cadence(0, 0, 0);
    try (Learner whole = learner();
        Learner stopped = learner();
        Learner resumed = learner()) {
      new OfflineTraining(whole, dataset, cadence, diary).run(300, () -> false);
      diary.calls.clear();
      int[] looks = {0};
      OfflineTraining interrupted = new OfflineTraining(stopped, dataset, cadence, diary);
      assertThat(interrupted.run(300, () -> ++looks[0] > 2))
          .isEqualTo(OfflineTraining.Outcome.STOPPED);
      assertThat(diary.calls).containsExactly("save " + stopped.updates());
      assertThat(stopped.updates()).isBetween(1L, 299L);
      resumed.load(state(stopped));
      new OfflineTraining(resumed, dataset, cadence, diary).run(300, () -> false);
      assertThat(state(resumed).differences(state(whole))).isEmpty();
    }
  }

  @Test
  void evaluationRepeatsItselfAndDoesNotTouchTheLearner() {
    Evaluation evaluation =
        Evaluation.of(new PointMass(), 4, 9).withReference(new ScoreReference(-20, 0));
    try (Learner learner = learner()) {
      StateMap before = state(learner);
      EvaluationReport first = report(evaluation, learner);
      EvaluationReport second = report(evaluation, learner);
      assertThat(second).isEqualTo(first);
      assertThat(state(learner).differences(before)).isEmpty();
      assertThat(first.episodes()).hasSize(4).allMatch(e -> e.length() == 20);
      assertThat(first.returns()).doesNotHaveDuplicates();
      assertThat(first.meanScore().orElseThrow()).isEqualTo(100 * (first.meanReturn() + 20) / 20);
      assertThat(first.successRate()).isPresent();
      assertThat(first.meanLength()).isEqualTo(20);
      assertThat(first.endings(TerminationCause.TRUNCATED)).isEqualTo(4);
      assertThat(first.endings(TerminationCause.TERMINATED)).isZero();
    }
    assertThatThrownBy(() -> Evaluation.of(new PointMass(), 0, 1))
        .hasMessageContaining("at least 1");
  }

  private static EvaluationReport report(Evaluation evaluation, Learner learner) {
    try (Policy policy = learner.policy()) {
      return evaluation.run(policy);
    }
  }
}
