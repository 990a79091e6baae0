package io.warmstart.sim.gymnasium;

import io.warmstart.core.environment.ScoreReference;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The returns that D4RL's normalised score maps to 0 and 100, for environments of the same name.
 *
 * @see <a href="https://github.com/Farama-Foundation/D4RL/blob/master/d4rl/infos.py">D4RL's
 *     table</a>
 */
final class GymnasiumScores {
  private static final List<Row> TABLE =
      List.of(
          new Row("antmaze", 0, 1),
          new Row("frankakitchen", 0, 4),
          new Row("kitchen", 0, 4),
          new Row("adroithandpen", 96.262799, 3076.8331017826877),
          new Row("pen", 96.262799, 3076.8331017826877),
          new Row("adroithandhammer", -274.856578, 12794.134825156867),
          new Row("hammer", -274.856578, 12794.134825156867),
          new Row("adroithanddoor", -56.512833, 2880.5693087298737),
          new Row("door", -56.512833, 2880.5693087298737),
          new Row("adroithandrelocate", -6.425911, 4233.877797728884),
          new Row("relocate", -6.425911, 4233.877797728884),
          new Row("halfcheetah", -280.178953, 12135.0),
          new Row("hopper", -20.272305, 3234.3),
          new Row("walker2d", 1.629008, 4592.3),
          new Row("ant", -325.6, 3879.7));

  private record Row(String name, double random, double expert) {
    /** {@code ant} is the start of {@code ant-v5} but not of {@code antelope-v0}. */
    boolean matches(String id) {
      boolean starts = id.startsWith(name);
      return starts
          && (id.length() == name.length() || "-_".indexOf(id.charAt(name.length())) >= 0);
    }
  }

  private GymnasiumScores() {}

  /**
   * The reference of an environment.
   *
   * @param id such as {@code HalfCheetah-v5} or {@code AntMaze_UMaze-v4}
   */
  static Optional<ScoreReference> of(String id) {
    String lower = id.substring(id.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return TABLE.stream()
        .filter(row -> row.matches(lower))
        .max(Comparator.comparingInt(row -> row.name().length()))
        .map(row -> new ScoreReference(row.random(), row.expert()));
  }
}
