package io.warmstart.cli.compare;

import io.warmstart.core.training.Statistics.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All algorithms on one task, or on all tasks together.
 *
 * @param title label of the dataset, or {@code all tasks}
 * @param task that was rolled out; empty for all
 * @param normalised whether the scores are normalised; otherwise they are returns
 * @param standings best first
 */
public record Field(String title, String task, boolean normalised, List<Standing> standings) {
  /** Sorts. */
  public Field {
    standings =
        standings.stream()
            .sorted(
                Comparator.comparingDouble((Standing s) -> -s.interquartileMean().value())
                    .thenComparing(Standing::algorithm))
            .toList();
  }

  /**
   * Two algorithms.
   *
   * @param better of the two by its interquartile mean
   * @param other one
   * @param probability that a run of the first scores higher
   */
  public record Pair(Standing better, Standing other, Estimate probability) {}

  /** All pairs, best first. */
  public List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < standings.size(); i++) {
      for (int j = i + 1; j < standings.size(); j++) {
        Standing first = standings.get(i);
        Standing second = standings.get(j);
        pairs.add(new Pair(first, second, first.scores().probabilityAbove(second.scores())));
      }
    }
    return pairs;
  }

  /** The standing of an algorithm, if it was run here. */
  public Optional<Standing> of(String algorithm) {
    return standings.stream().filter(s -> s.algorithm().equals(algorithm)).findFirst();
  }

  /** Labels of the algorithms that this one is better than. */
  public List<String> beatenBy(Standing one) {
    return standings.stream().filter(one::betterThan).map(Standing::algorithm).toList();
  }

  /** The algorithm that is better than every other, if there is one. */
  public Optional<Standing> winner() {
    return standings.stream()
        .filter(one -> standings.size() > 1)
        .filter(one -> beatenBy(one).size() == standings.size() - 1)
        .findFirst();
  }

  /** Who won, or why nobody did; one sentence. */
  public String verdict() {
    if (standings.size() < 2) {
      return "nothing to compare with";
    }
    List<String> few =
        standings.stream()
            .filter(standing -> !standing.mayClaim())
            .map(standing -> standing.algorithm() + " has " + standing.seeds())
            .toList();
    if (!few.isEmpty()) {
      return "no winner: claims take at least "
          + Standing.CLAIM_SEEDS
          + " seeds of each, and "
          + String.join(", ", few);
    }
    Optional<Standing> winner = winner();
    if (winner.isPresent()) {
      return winner.get().algorithm() + " is better than every other: the intervals do not overlap";
    }
    Standing best = standings.getFirst();
    List<String> near =
        standings.stream()
            .skip(1)
            .filter(other -> !best.betterThan(other))
            .map(Standing::algorithm)
            .toList();
    return "no winner: the interval of "
        + best.algorithm()
        + " overlaps with that of "
        + String.join(", ", near);
  }
}
