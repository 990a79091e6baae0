package io.warmstart.d4rl;

import static io.warmstart.core.data.TerminationCause.CUT;
import static io.warmstart.core.data.TerminationCause.TERMINATED;
import static io.warmstart.core.data.TerminationCause.TRUNCATED;

/**
 * The rows that D4RL's own {@code qlearning_dataset} gives, with its defaults.
 *
 * <p>The last row of the file is always lost. Next observations are those of the following row,
 * stored ones are ignored, so a terminal row carries the next episode's first observation. A row at
 * a time limit is lost. In files without time-outs the limit is counted, and as in the original the
 * count restarts at 1 after a terminal but at 0 after a time limit.
 *
 * @see <a href="https://github.com/Farama-Foundation/D4RL">D4RL, {@code d4rl/__init__.py}</a>
 */
final class CompatRules implements ReadingRules {
  private static final RowFate JOINED = new RowFate.Joined();
  private static final RowFate TERMINAL =
      new RowFate.Ended(TERMINATED, RowFate.Successor.FOLLOWING_ROW);
  private static final RowFate AT_LIMIT = new RowFate.Lost(TRUNCATED);
  private static final RowFate AT_END = new RowFate.Lost(CUT);

  private final boolean timeoutsStored;
  private final int maxEpisodeSteps;
  private int episodeStep;

  /**
   * At the first row.
   *
   * @param timeoutsStored whether the file marks time limits
   * @param maxEpisodeSteps the limit to count to if it does not; 0 for none
   */
  CompatRules(boolean timeoutsStored, int maxEpisodeSteps) {
    this.timeoutsStored = timeoutsStored;
    this.maxEpisodeSteps = maxEpisodeSteps;
  }

  @Override
  public RowFate next(boolean terminal, boolean timeout, boolean last, boolean jump) {
    if (last) {
      return AT_END;
    }
    boolean counted = maxEpisodeSteps > 0 && episodeStep == maxEpisodeSteps - 1;
    if (timeoutsStored ? timeout : counted) {
      episodeStep = 0;
      return AT_LIMIT;
    }
    episodeStep = terminal ? 1 : episodeStep + 1;
    return terminal ? TERMINAL : JOINED;
  }
}
