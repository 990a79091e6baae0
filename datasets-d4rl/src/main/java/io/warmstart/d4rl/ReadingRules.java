package io.warmstart.d4rl;

/** Decides, row after row, what becomes of each; keeps count of the episode's steps. */
sealed interface ReadingRules permits CompatRules, StrictRules {
  /**
   * The fate of the next row.
   *
   * @param terminal whether it is marked as a true end
   * @param timeout whether it is marked as a time limit
   * @param last whether it is the last one of the file
   * @param jump whether its stored next observation differs from that of the following row
   */
  RowFate next(boolean terminal, boolean timeout, boolean last, boolean jump);
}
