package io.warmstart.d4rl;

/** Counts rows that show a fault and remembers the first one. */
final class Tally {
  private long count;
  private long first = -1;
  private int channel = -1;

  /** Counts a row; the first one's channel is kept, -1 for none. */
  void add(long row, int atChannel) {
    if (count == 0) {
      first = row;
      channel = atChannel;
    }
    count++;
  }

  /** Counts a row. */
  void add(long row) {
    add(row, -1);
  }

  long count() {
    return count;
  }

  long first() {
    return first;
  }

  /** For findings: {@code /actions, row 17, channel 2}. */
  String where(String column) {
    return column + ", row " + first + (channel < 0 ? "" : ", channel " + channel);
  }

  /** Such as {@code 3 rows (first: row 17, channel 2)}. */
  String text() {
    return count
        + (count == 1 ? " row" : " rows")
        + " (first: row "
        + first
        + (channel < 0 ? "" : ", channel " + channel)
        + ")";
  }
}
