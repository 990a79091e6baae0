package io.warmstart.engine.cpu;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Which worker does which steps in which order, decided once: the ready step with the longest
 * remaining path first, on the worker that can start it earliest.
 *
 * <p>The result changes only when things happen, never what is computed.
 */
final class ListSchedule {
  /** Estimated price of waiting for another worker, microseconds. */
  private static final double CROSSING = 0.5;

  private final int[][] order;
  private final int[] worker;
  private final double[] finish;
  private final BitSet[] before;
  private final double length;

  private ListSchedule(int[][] order, int[] worker, double[] finish, BitSet[] before) {
    this.order = order;
    this.worker = worker;
    this.finish = finish;
    this.before = before;
    double last = 0;
    for (double f : finish) {
      last = Math.max(last, f);
    }
    this.length = last;
  }

  /** A schedule that keeps data in the cache may be longer than the shortest one by this factor. */
  private static final double PRICE_OF_LOCALITY = 1.03;

  /**
   * Schedules steps with these estimated durations: what was just computed is used next, unless
   * going along the longest paths first is clearly shorter.
   */
  static ListSchedule of(Hazards hazards, double[] micros, int workers) {
    ListSchedule longest = of(hazards, micros, workers, false);
    ListSchedule recent = of(hazards, micros, workers, true);
    return recent.length < PRICE_OF_LOCALITY * longest.length ? recent : longest;
  }

  private static ListSchedule of(
      Hazards hazards, double[] micros, int workers, boolean recentFirst) {
    int n = hazards.size();
    double[] priority = priorities(hazards, micros);
    int[] worker = new int[n];
    double[] finish = new double[n];
    double[] free = new double[workers];
    List<List<Integer>> order = new ArrayList<>();
    for (int w = 0; w < workers; w++) {
      order.add(new ArrayList<>());
    }
    BitSet done = new BitSet();
    List<Integer> ready = new ArrayList<>();
    int[] missing = new int[n];
    List<List<Integer>> after = followers(hazards, missing);
    for (int i = 0; i < n; i++) {
      if (missing[i] == 0) {
        ready.add(i);
      }
    }
    int[] sequence = new int[n];
    while (done.cardinality() < n) {
      int best = -1;
      int bestWorker = 0;
      double bestStart = Double.MAX_VALUE;
      double bestLast = 0;
      int w = earliest(free);
      for (int i : ready) {
        double at = free[w];
        double last = 0;
        for (int d : hazards.before(i)) {
          at = Math.max(at, finish[d] + (worker[d] == w ? 0 : CROSSING));
          last = Math.max(last, recentFirst && worker[d] == w ? finish[d] : 0);
        }
        boolean preferred =
            last > bestLast || (last == bestLast && best >= 0 && better(i, best, priority));
        if (best < 0 || at < bestStart || (at == bestStart && preferred)) {
          best = i;
          bestWorker = w;
          bestStart = at;
          bestLast = last;
        }
      }
      sequence[done.cardinality()] = best;
      worker[best] = bestWorker;
      finish[best] = bestStart + micros[best];
      free[bestWorker] = finish[best];
      order.get(bestWorker).add(best);
      done.set(best);
      ready.remove((Integer) best);
      for (int next : after.get(best)) {
        if (--missing[next] == 0) {
          ready.add(next);
        }
      }
    }
    int[][] lists = new int[workers][];
    for (int k = 0; k < workers; k++) {
      lists[k] = order.get(k).stream().mapToInt(Integer::intValue).toArray();
    }
    return new ListSchedule(lists, worker, finish, closure(hazards, worker, sequence));
  }

  private static boolean better(int a, int b, double[] priority) {
    return priority[a] > priority[b] || (priority[a] == priority[b] && a < b);
  }

  private static int earliest(double[] free) {
    int best = 0;
    for (int w = 1; w < free.length; w++) {
      if (free[w] < free[best]) {
        best = w;
      }
    }
    return best;
  }

  private static double[] priorities(Hazards hazards, double[] micros) {
    double[] priority = new double[hazards.size()];
    for (int i = priority.length - 1; i >= 0; i--) {
      priority[i] += micros[i];
      for (int d : hazards.before(i)) {
        priority[d] = Math.max(priority[d], priority[i]);
      }
    }
    return priority;
  }

  private static List<List<Integer>> followers(Hazards hazards, int[] missing) {
    List<List<Integer>> after = new ArrayList<>();
    for (int i = 0; i < hazards.size(); i++) {
      after.add(new ArrayList<>());
      missing[i] = hazards.before(i).length;
      for (int d : hazards.before(i)) {
        after.get(d).add(i);
      }
    }
    return after;
  }

  /** For each step everything that is certainly complete before it starts. */
  private static BitSet[] closure(Hazards hazards, int[] worker, int[] sequence) {
    BitSet[] before = new BitSet[sequence.length];
    int[] last = new int[sequence.length];
    java.util.Arrays.fill(last, -1);
    for (int step : sequence) {
      BitSet all = new BitSet();
      for (int d : hazards.before(step)) {
        all.or(before[d]);
        all.set(d);
      }
      int previous = last[worker[step]];
      if (previous >= 0) {
        all.or(before[previous]);
        all.set(previous);
      }
      before[step] = all;
      last[worker[step]] = step;
    }
    return before;
  }

  /** Steps of one worker in order. */
  int[] order(int w) {
    return order[w].clone();
  }

  int workers() {
    return order.length;
  }

  /** Worker of a step. */
  int worker(int step) {
    return worker[step];
  }

  /** Estimated end of a step, microseconds from the start. */
  double finish(int step) {
    return finish[step];
  }

  /** Everything that is complete before a step starts. */
  BitSet before(int step) {
    return before[step];
  }

  /** Estimated duration of the whole, microseconds. */
  double length() {
    return length;
  }
}
