package io.warmstart.core.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant to type. */
public final class NearMiss {
  private NearMiss() {}

  /**
   * The candidate with the smallest edit distance (insertion, deletion, substitution, swap of
   * neighbours; case ignored), if it is at most a third of the longer word, and at least 1.
   *
   * @param word as typed
   * @param candidates that exist
   */
  public static Optional<String> of(String word, Collection<String> candidates) {
    String typed = word.toLowerCase(Locale.ROOT);
    return candidates.stream()
        .filter(c ->
            distance(typed, c.toLowerCase(Locale.ROOT))
                <= Math.max(1, Math.max(typed.length(), c.length()) / 3))
        .min(
            Comparator.<String>comparingInt(c -> distance(typed, c.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /**
   * A clause for messages: {@code did you mean "x"?}, or the list of what exists when nothing is
   * near.
   */
  public static String clause(String word, Collection<String> candidates) {
    return of(word, candidates)
        .map(near -> "did you mean \"" + near + "\"?")
        .orElseGet(() ->
            candidates.isEmpty()
                ? "there are none"
                : "there are: " + String.join(", ", candidates.stream().sorted().toList()));
  }

  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
