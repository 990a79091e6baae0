package io.warmstart.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.run.RunException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs whose episodes are all equal, so that every number can be computed by hand. */
class ComparisonTest {
  private static List<Scored> runs(String algorithm, String task, double... scores) {
    List<Scored> runs = new ArrayList<>();
    for (int seed = 0; seed < scores.length; seed++) {
      List<Double> episodes = List.of(scores[seed], scores[seed]);
      runs.add(new Scored(algorithm, task, task, seed, true, episodes, 1, "here"));
    }
    return runs;
  }

  @SafeVarargs
  private static Comparison compare(List<Scored>... all) {
    return Comparison.of(List.of(all).stream().flatMap(List::stream).toList());
  }

  @Test
  void aWinnerIsNamedOnlyWhereTheIntervalsDoNotOverlap() {
    Field apart = compare(runs("a", "t", 1, 2, 3, 4, 5), runs("b", "t", 11, 12, 13, 14, 15)).main();
    assertThat(apart.standings()).extracting(Standing::algorithm).containsExactly("b", "a");
    assertThat(apart.winner()).map(Standing::algorithm).contains("b");
    assertThat(apart.beatenBy(apart.standings().getFirst())).containsExactly("a");
    assertThat(apart.verdict()).startsWith("b is better than every other");

    Field close = compare(runs("a", "t", 1, 2, 3, 4, 5), runs("b", "t", 2, 3, 4, 5, 6)).main();
    assertThat(close.winner()).isEmpty();
    assertThat(close.verdict()).isEqualTo("no winner: the interval of b overlaps with that of a");
  }

  @Test
  void fourSeedsAreNoClaimHoweverFarApart() {
    Field field = compare(runs("a", "t", 1, 2, 3, 4), runs("b", "t", 91, 92, 93, 94, 95)).main();
    assertThat(field.winner()).isEmpty();
    assertThat(field.beatenBy(field.standings().getFirst())).isEmpty();
    assertThat(field.verdict())
        .isEqualTo("no winner: claims take at least 5 seeds of each, and a has 4");
  }

  @Test
  void aggregatesAreThoseOfTheRuns() {
    Field field = compare(runs("a", "t", 0, 10, 20, 30, 400), runs("b", "t", 20, 25)).main();
    Standing a = field.of("a").orElseThrow();
    assertThat(a.interquartileMean().value()).isEqualTo(20);
    assertThat(a.scores().mean().value()).isEqualTo(92);
    assertThat(a.seeds()).isEqualTo(5);
    assertThat(a.episodes()).isEqualTo(10);
    assertThat(a.successes()).contains(5);
    assertThat(a.successRate().orElseThrow().value()).isEqualTo(0.5);
    Field.Pair pair = field.pairs().getFirst();
    assertThat(pair.better().algorithm()).isEqualTo("b");
    // b's 20 beats 0 and 10 and ties with 20; b's 25 beats 0, 10, 20: 5.5 of 10.
    assertThat(pair.probability().value()).isEqualTo(0.55);
  }

  @Test
  void allTasksAreThoseThatEveryAlgorithmRanAndThatAreNormalised() {
    List<Scored> returns = new ArrayList<>();
    for (String label : List.of("a", "b")) {
      returns.add(new Scored(label, "r", "r", 1, false, List.of(-900.0), null, "here"));
    }
    Comparison comparison =
        compare(
            runs("a", "t", 10, 20),
            runs("b", "t", 30, 40),
            runs("a", "u", 50, 60),
            runs("b", "u", 70, 80),
            runs("a", "v", 1000),
            returns);
    Field overall = comparison.overall().orElseThrow();
    assertThat(overall.of("a").orElseThrow().interquartileMean().value()).isEqualTo(35);
    assertThat(overall.of("a").orElseThrow().runs()).containsExactly(10.0, 20.0, 50.0, 60.0);
    assertThat(comparison.leftOut()).containsExactly("v: no runs of b", "r: no normalised scores");
    assertThat(comparison.fields())
        .extracting(Field::title)
        .containsExactly("t", "u", "v", "r", "all tasks");
    assertThat(comparison.tasks().getLast().of("a").orElseThrow().successRate()).isEmpty();
  }

  @Test
  void oneTaskSpeaksForItself() {
    Comparison comparison = compare(runs("a", "t", 1), runs("b", "t", 2));
    assertThat(comparison.overall()).isEmpty();
    assertThat(comparison.main().title()).isEqualTo("t");
    assertThat(comparison.algorithms()).containsExactly("b", "a");
    assertThat(compare(runs("a", "t", 1)).main().verdict()).isEqualTo("nothing to compare with");
  }

  @Test
  void thresholdsSpanTheRunsAndRoundOnesAreRound() {
    Comparison comparison = compare(runs("a", "t", 12, 100), runs("b", "t", -10));
    double[] all = comparison.thresholds();
    assertThat(all[0]).isEqualTo(-10);
    assertThat(all[all.length - 1]).isCloseTo(114.4 - 10, within(1e-9));
    assertThat(comparison.roundThresholds()).containsExactly(0, 20, 40, 60, 80, 100);
    assertThat(compare(runs("a", "t", 0)).roundThresholds()).hasSizeLessThan(10);
  }

  @Test
  void refusesTwinsMixturesAndNothing() {
    assertThatThrownBy(() -> compare(runs("a", "t", 1), runs("a", "t", 2)))
        .isInstanceOf(RunException.class)
        .hasMessage(
            "a on t with seed 0 is there twice: in here and in here; leave one of them out");
    List<Scored> returns = List.of(new Scored("b", "t", "t", 1, false, List.of(1.0), null, "here"));
    assertThatThrownBy(() -> compare(runs("a", "t", 1), returns))
        .hasMessageContaining("normalised scores and others only returns");
    assertThatThrownBy(() -> Comparison.of(List.of())).hasMessageContaining("nothing to compare");
  }
}
