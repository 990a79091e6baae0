package io.warmstart.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.training.Statistics.Estimate;
import io.warmstart.engine.Philox;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

final class RunScoresTest {
  private static final int RESAMPLES = 2000;

  private static RunScores single(String stream, double[]... tasks) {
    double[][][] scores = new double[tasks.length][][];
    for (int task = 0; task < tasks.length; task++) {
      scores[task] = new double[tasks[task].length][];
      for (int run = 0; run < tasks[task].length; run++) {
        scores[task][run] = new double[] {tasks[task][run]};
      }
    }
    return RunScores.of(scores, 200, 1, stream);
  }

  @Test
  void interquartileMeanIsOfRunsOfAllTasks() {
    double[][][] scores = {{{0, 2}, {4}, {100}}, {{10, 20, 30}, {6}, {8}, {-50}, {5, 7}}};
    // Runs: 1, 4, 100, 20, 6, 8, -50, 6; sorted -50 1 | 4 6 6 8 | 20 100.
    assertThat(RunScores.of(scores, 200, 1, "a").interquartileMean().value()).isEqualTo(6);
    assertThat(RunScores.of(scores, 200, 1, "a").mean().value()).isEqualTo(95 / 8.0);
    assertThat(RunScores.of(scores, 200, 1, "a").runs(1)).containsExactly(20, 6, 8, -50, 6);
  }

  @Test
  void probabilityOfImprovementCountsPairsAndHalvesTies() {
    RunScores x = single("x", new double[] {1, 2, 3}, new double[] {5, 5});
    RunScores y = single("y", new double[] {2, 0}, new double[] {5, 6, 4});
    // Task 1: 1>0, 2=2, 2>0, 3>2, 3>0 of 6 pairs = 4.5 / 6. Task 2: one tie and one win twice
    // of 6 pairs = 3 / 6. Mean of 0.75 and 0.5.
    assertThat(x.probabilityAbove(y).value()).isEqualTo(0.625);
    assertThat(y.probabilityAbove(x).value()).isEqualTo(0.375);
    assertThat(x.probabilityAbove(x).value()).isEqualTo(0.5);
  }

  @Test
  void profileIsTheShareOfRunsStrictlyAboveEachTaskAlike() {
    RunScores x = single("x", new double[] {10, 20, 30, 40}, new double[] {25});
    assertThat(x.shareAbove(0).value()).isEqualTo(1);
    assertThat(x.shareAbove(20).value()).isEqualTo((0.5 + 1) / 2);
    assertThat(x.shareAbove(25).value()).isEqualTo((0.5 + 0) / 2);
    assertThat(x.shareAbove(40).value()).isZero();
  }

  @Test
  void certainDifferencesHaveNarrowIntervals() {
    RunScores low = single("low", new double[] {1, 2, 3, 4, 5});
    RunScores high = single("high", new double[] {11, 12, 13, 14, 15});
    assertThat(high.probabilityAbove(low)).isEqualTo(new Estimate(1, 1, 1));
    assertThat(high.interquartileMean().above(low.interquartileMean())).isTrue();
    assertThat(high.shareAbove(8)).isEqualTo(new Estimate(1, 1, 1));
  }

  /** The same quantities, written a second time, slowly, with other randomness. */
  private static final class Slow {
    private final SplittableRandom random = new SplittableRandom(5);

    private List<List<Double>> draw(double[][][] scores) {
      List<List<Double>> tasks = new ArrayList<>();
      for (double[][] task : scores) {
        List<Double> runs = new ArrayList<>();
        for (int i = 0; i < task.length; i++) {
          double[] run = task[random.nextInt(task.length)];
          double sum = 0;
          for (int e = 0; e < run.length; e++) {
            sum += run[random.nextInt(run.length)];
          }
          runs.add(sum / run.length);
        }
        tasks.add(runs);
      }
      return tasks;
    }

    private Estimate interval(double value, double[][][] a, double[][][] b, Pair statistic) {
      List<Double> all = new ArrayList<>();
      for (int k = 0; k < 8000; k++) {
        all.add(statistic.of(draw(a), draw(b)));
      }
      Collections.sort(all);
      return new Estimate(value, all.get(200), all.get(7799));
    }

    interface Pair {
      double of(List<List<Double>> a, List<List<Double>> b);
    }

    static double iqm(List<List<Double>> tasks) {
      List<Double> runs = new ArrayList<>(tasks.stream().flatMap(List::stream).sorted().toList());
      int cut = (int) Math.floor(runs.size() * 0.25);
      return runs.subList(cut, runs.size() - cut).stream()
          .mapToDouble(Double::doubleValue)
          .average()
          .orElseThrow();
    }

    static double improvement(List<List<Double>> a, List<List<Double>> b) {
      double all = 0;
      for (int m = 0; m < a.size(); m++) {
        // Mann-Whitney through ranks: U = rank sum - n (n + 1) / 2.
        List<Double> both = new ArrayList<>(a.get(m));
        both.addAll(b.get(m));
        double ranks = 0;
        for (double x : a.get(m)) {
          long below = both.stream().filter(v -> v < x).count();
          long same = both.stream().filter(v -> v == x).count();
          ranks += below + (same + 1) / 2.0;
        }
        double n = a.get(m).size();
        all += (ranks - n * (n + 1) / 2) / (n * b.get(m).size());
      }
      return all / a.size();
    }
  }

  private static double[][][] normals(String stream, double shift) {
    Philox random = Philox.of(3, stream);
    double[][][] scores = new double[3][6][10];
    for (int task = 0; task < 3; task++) {
      for (int run = 0; run < 6; run++) {
        double level = shift + 10 * task + 4 * random.normal(task, run);
        for (int episode = 0; episode < 10; episode++) {
          scores[task][run][episode] = level + 6 * random.normal(10 + task, 10 * run + episode);
        }
      }
    }
    return scores;
  }

  @Test
  void agreesWithASlowImplementation() {
    double[][][] a = normals("a", 3);
    double[][][] b = normals("b", 0);
    RunScores fast = RunScores.of(a, RESAMPLES, 0, "a");
    RunScores other = RunScores.of(b, RESAMPLES, 0, "b");
    ToDoubleFunction<double[][][]> exactIqm = scores -> Slow.iqm(means(scores));
    Slow slow = new Slow();

    Estimate iqm =
        slow.interval(exactIqm.applyAsDouble(a), a, b, (these, those) -> Slow.iqm(these));
    assertClose(fast.interquartileMean(), iqm, 0.5);

    Estimate improvement =
        slow.interval(Slow.improvement(means(a), means(b)), a, b, Slow::improvement);
    assertClose(fast.probabilityAbove(other), improvement, 0.03);

    Estimate profile = slow.interval(above(means(a), 12), a, b, (these, those) -> above(these, 12));
    assertClose(fast.shareAbove(12), profile, 0.06);
  }

  private static List<List<Double>> means(double[][][] scores) {
    List<List<Double>> tasks = new ArrayList<>();
    for (double[][] task : scores) {
      List<Double> runs = new ArrayList<>();
      for (double[] run : task) {
        runs.add(Statistics.mean(run));
      }
      tasks.add(runs);
    }
    return tasks;
  }

  private static double above(List<List<Double>> tasks, double threshold) {
    return tasks.stream()
        .mapToDouble(runs ->
            runs.stream().mapToDouble(run -> run > threshold ? 1 : 0).average().orElseThrow())
        .average()
        .orElseThrow();
  }

  private static void assertClose(Estimate found, Estimate expected, double tolerance) {
    assertThat(found.value()).isCloseTo(expected.value(), within(1e-9));
    assertThat(found.low()).isCloseTo(expected.low(), within(tolerance));
    assertThat(found.high()).isCloseTo(expected.high(), within(tolerance));
    assertThat(found.high() - found.low()).isGreaterThan(2 * tolerance);
  }

  @Test
  void oneTaskHasTheIntervalOfTheStatisticsOfSeeds() {
    double[][] seeds = normals("c", 0)[0];
    Estimate stratified =
        RunScores.of(new double[][][] {seeds}, RESAMPLES, 0, "c").interquartileMean();
    assertClose(stratified, Statistics.interquartileMeanOfSeeds(seeds, RESAMPLES, 0), 0.6);
  }

  @Test
  void resamplingRepeatsUnderItsSeedAndDiffersBetweenStreams() {
    double[][][] scores = normals("d", 0);
    Estimate first = RunScores.of(scores, 200, 7, "x").interquartileMean();
    assertThat(RunScores.of(scores, 200, 7, "x").interquartileMean()).isEqualTo(first);
    assertThat(RunScores.of(scores, 200, 7, "y").interquartileMean()).isNotEqualTo(first);
  }

  @Test
  void refusesWhatCannotBeCompared() {
    RunScores one = single("x", new double[] {1});
    RunScores two = single("y", new double[] {1}, new double[] {2});
    assertThatThrownBy(() -> one.probabilityAbove(two)).hasMessageContaining("the same tasks");
    assertThatThrownBy(() -> RunScores.of(new double[][][] {{}}, 200, 0, "x"))
        .hasMessageContaining("task 0 has no run");
    assertThatThrownBy(() -> RunScores.of(new double[][][] {{{}}}, 200, 0, "x"))
        .hasMessageContaining("no episode");
    assertThatThrownBy(() -> RunScores.of(new double[][][] {{{Double.NaN}}}, 200, 0, "x"))
        .hasMessageContaining("not finite");
    assertThatThrownBy(() -> RunScores.of(new double[][][] {{{1}}}, 99, 0, "x"))
        .hasMessageContaining("resamples = 99 must be at least 100");
  }
}
