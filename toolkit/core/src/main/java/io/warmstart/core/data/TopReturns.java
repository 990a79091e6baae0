package io.warmstart.core.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Keeps the episodes of a dataset that earned most, as cloning of the best 10 % does. The best are
 * the {@code max(1, floor(share * episodes))} episodes of the highest {@code sum_t discount^t r_t},
 * rewards as stored; of equal ones the earlier.
 *
 * @param share of the episodes, in (0, 1]
 * @param discount per control step, in [0, 1]
 * @see <a href="https://arxiv.org/abs/2106.01345">Chen et al., 2021, percentile behaviour
 *     cloning</a>
 */
public record TopReturns(double share, double discount) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the number and its range
   */
  public TopReturns {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("share of episodes = " + share + " must be in (0, 1]");
    }
    if (!(discount >= 0 && discount <= 1)) {
      throw new IllegalArgumentException("discount = " + discount + " must be in [0, 1]");
    }
  }

  /**
   * The best episodes, in the order of the dataset.
   *
   * @throws DatasetException if the dataset holds no episode
   */
  public List<Episode> of(Dataset dataset) {
    List<Episode> episodes = dataset.episodes();
    if (episodes.isEmpty()) {
      throw new DatasetException(
          dataset.provenance().source() + " holds no episode to keep the best of");
    }
    double[] returns =
        episodes.stream().mapToDouble(episode -> discountedReturn(dataset, episode)).toArray();
    int kept = Math.max(1, (int) Math.floor(share * episodes.size()));
    // The sort is stable, so equal episodes stay in order.
    return episodes.stream()
        .sorted(Comparator.comparingDouble((Episode e) -> -returns[e.ordinal()]))
        .limit(kept)
        .sorted(Comparator.comparingInt(Episode::ordinal))
        .toList();
  }

  /**
   * A dataset of the best episodes alone, in memory of its own; its lineage says what was kept. The
   * caller closes both.
   *
   * @throws DatasetException if the dataset holds no episode
   */
  public Dataset from(Dataset dataset) {
    List<Episode> best = of(dataset);
    List<String> lineage = new ArrayList<>(dataset.provenance().lineage());
    lineage.add(
        String.format(
            Locale.ROOT,
            "kept %d of %d episodes, the best by return discounted by %s",
            best.size(),
            dataset.episodes().size(),
            discount));
    return EpisodeCopy.of(dataset, best, lineage);
  }

  /** {@code sum_t discount^t r_t}, in double. */
  private double discountedReturn(Dataset dataset, Episode episode) {
    double sum = 0;
    for (int t = episode.length() - 1; t >= 0; t--) {
      sum = dataset.reward(episode.firstTransition() + t) + discount * sum;
    }
    return sum;
  }
}
