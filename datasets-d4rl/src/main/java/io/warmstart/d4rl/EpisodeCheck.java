package io.warmstart.d4rl;

import io.warmstart.core.data.DatasetFindings.Finding;
import io.warmstart.core.data.DatasetFindings.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at rows together: ends against each other and against the next observations, and
 * repetitions of rows and of whole episodes.
 */
final class EpisodeCheck {
  private final D4rlFile source;
  private final boolean timeoutsStored;
  private final Tally both = new Tally();
  private final Tally terminalGoesOn = new Tally();
  private final Tally timeoutGoesOn = new Tally();
  private final Tally mismatch = new Tally();
  private final Tally repeatedRow = new Tally();
  private final Tally repeatedEpisode = new Tally();
  private long repeatedOriginal = -1;
  private long episodeOriginal = -1;
  private long ends;
  private long timeouts;
  private long scale = 1;

  private EpisodeCheck(D4rlFile source) {
    this.source = source;
    this.timeoutsStored = source.column("timeouts").isPresent();
  }

  /** Reads all rows of a sound file once. */
  static List<Finding> of(D4rlFile source) {
    EpisodeCheck check = new EpisodeCheck(source);
    check.scan();
    List<Finding> findings = new ArrayList<>();
    check.reportEnds(findings);
    check.reportNext(findings);
    check.reportRepetitions(findings);
    return findings;
  }

  private void scan() {
    RowReader observations = source.required("observations").reader();
    RowReader actions = source.required("actions").reader();
    RowReader rewards = source.required("rewards").reader();
    RowReader terminals = source.required("terminals").reader();
    RowReader timeouts = source.column("timeouts").map(Hdf5Column::reader).orElse(null);
    RowReader next = source.column("next_observations").map(Hdf5Column::reader).orElse(null);
    List<FrameReader> frames =
        source.frames().stream().map(arrays -> new FrameReader(arrays.seen())).toList();
    float[] stored = new float[observations.width()];
    boolean previousTerminal = false;
    boolean previousTimeout = false;
    long episodeStart = 0;
    long episodeHash = 0;
    try (FirstRows rows = new FirstRows(source.rows());
        FirstRows episodes = new FirstRows(source.rows() / 2)) {
      for (long row = 0; row < source.rows(); row++) {
        int at = observations.locate(row);
        if (row > 0) {
          boolean jump = next != null && isJump(observations.values(), at, stored);
          compare(row - 1, previousTerminal, previousTimeout, next != null, jump);
          if (previousTerminal || previousTimeout || jump) {
            rememberEpisode(episodes, episodeHash, episodeStart, row);
            episodeStart = row;
            episodeHash = 0;
          }
        }
        long hash = FirstRows.hash(0, observations.values(), at, observations.width());
        hash = hash(hash, actions, row);
        hash = hash(hash, rewards, row);
        hash = hash(hash, frames, row);
        episodeHash = FirstRows.mix(episodeHash + hash) + 1;
        rememberRow(rows, hash, row);
        previousTerminal = terminals.scalar(row) != 0;
        previousTimeout = timeouts != null && timeouts.scalar(row) != 0;
        remember(next, row, stored);
        if (previousTerminal || previousTimeout) {
          ends++;
        }
        if (previousTerminal && previousTimeout) {
          both.add(row);
        }
      }
      rememberEpisode(episodes, episodeHash, episodeStart, source.rows());
      scale = rows.scale();
    }
  }

  private static boolean isJump(float[] values, int at, float[] stored) {
    // A NaN distance is reported by the check of values, not here.
    return Jumps.distance(values, at, stored) > Jumps.TOLERANCE;
  }

  private static void remember(@Nullable RowReader next, long row, float[] stored) {
    if (next != null) {
      int at = next.locate(row);
      System.arraycopy(next.values(), at, stored, 0, stored.length);
    }
  }

  private static long hash(long seed, RowReader reader, long row) {
    int at = reader.locate(row);
    return FirstRows.hash(seed, reader.values(), at, reader.width());
  }

  private static long hash(long seed, List<FrameReader> frames, long row) {
    long hash = seed;
    for (FrameReader reader : frames) {
      int at = reader.locate(row);
      hash = FirstRows.hash(hash, reader.values(), at, reader.rowBytes());
    }
    return hash;
  }

  private void compare(
      long row, boolean terminal, boolean timeout, boolean nextStored, boolean jump) {
    if (!nextStored) {
      return;
    }
    if (jump && !terminal && !timeout) {
      mismatch.add(row);
    }
    if (!jump && terminal) {
      terminalGoesOn.add(row);
    }
    if (timeout && !terminal) {
      timeouts++;
      if (!jump) {
        timeoutGoesOn.add(row);
      }
    }
  }

  private void rememberRow(FirstRows rows, long hash, long row) {
    long earlier = rows.find(hash, row);
    if (earlier >= 0) {
      repeatedOriginal = repeatedRow.count() == 0 ? earlier : repeatedOriginal;
      repeatedRow.add(row);
    }
  }

  private void rememberEpisode(FirstRows episodes, long hash, long start, long end) {
    // An episode of one row is a repeated row and is reported as such.
    if (end - start < 2) {
      return;
    }
    long earlier = episodes.find(hash, start);
    if (earlier >= 0) {
      episodeOriginal = repeatedEpisode.count() == 0 ? earlier : episodeOriginal;
      repeatedEpisode.add(start);
    }
  }

  private void reportEnds(List<Finding> findings) {
    if (both.count() > 0) {
      add(
          findings,
          "both-ends",
          Severity.WARNING,
          both,
          "/timeouts",
          " and /terminals are both set in "
              + both.text()
              + "; expected one of them. Clear the"
              + " time-out where the task really ended, else the terminal.");
    }
    if (terminalGoesOn.count() > 0) {
      add(
          findings,
          "terminal-continues",
          Severity.WARNING,
          terminalGoesOn,
          "/terminals",
          " is set but the next row goes on from there in "
              + terminalGoesOn.text()
              + "; expected"
              + " a reset. If the task goes on after success, the end mark is meant for the reward"
              + " only.");
    }
    // Where no time-out resets, the file is one continuing recording cut at goal switches, as
    // D4RL's maze data are; a flag set one row early would show as a jump without an end.
    if (timeoutGoesOn.count() > 0 && timeoutGoesOn.count() < timeouts) {
      add(
          findings,
          "timeout-continues",
          Severity.WARNING,
          timeoutGoesOn,
          "/timeouts",
          " is set but the next row goes on from there in "
              + timeoutGoesOn.text()
              + "; expected a"
              + " reset. Check at which row the recorder sets the flag.");
    }
    boolean unmarked = !timeoutsStored && source.column("next_observations").isEmpty();
    if (ends == 0 && source.rows() > 1) {
      findings.add(
          new Finding(
              "no-ends",
              Severity.WARNING,
              "/terminals",
              source.path()
                  + " marks no terminal and no time-out in "
                  + source.rows()
                  + " rows;"
                  + " expected at least one end. Check the flags, or give the time limit when"
                  + " reading.",
              source.rows()));
    } else if (unmarked) {
      findings.add(
          new Finding(
              "no-timeouts",
              Severity.WARNING,
              "/timeouts",
              source.path()
                  + " stores neither timeouts nor next_observations, so ends at a time"
                  + " limit cannot be told; expected one of them. Give the time limit when reading.",
              source.rows()));
    }
  }

  private void reportNext(List<Finding> findings) {
    if (mismatch.count() > 0) {
      add(
          findings,
          "next-observations",
          timeoutsStored ? Severity.ERROR : Severity.WARNING,
          mismatch,
          "/next_observations",
          " differs from the following row's observation inside an episode in "
              + mismatch.text()
              + "; expected equal ones, or an end mark there. The strict reading ends the episode"
              + " there, d4rl-compat joins the rows wrongly.");
    }
  }

  private void reportRepetitions(List<Finding> findings) {
    String about = scale > 1 ? "about " + scale + " times " : "";
    if (repeatedRow.count() > 0) {
      add(
          findings,
          "duplicate-rows",
          Severity.WARNING,
          repeatedRow,
          "/observations",
          " with action and reward repeats an earlier row in "
              + about
              + repeatedRow.text()
              + ", equal to row "
              + repeatedOriginal
              + "; expected new experience. Check whether"
              + " the recorder stood still or files were joined twice.");
    }
    if (repeatedEpisode.count() > 0) {
      findings.add(
          new Finding(
              "duplicate-episodes",
              Severity.WARNING,
              repeatedEpisode.where("/observations"),
              source.path()
                  + " repeats "
                  + about
                  + repeatedEpisode.count()
                  + " episodes (first: from row "
                  + repeatedEpisode.first()
                  + ", equal to the one"
                  + " from row "
                  + episodeOriginal
                  + "); expected new ones. Remove the copies.",
              repeatedEpisode.count() * scale));
    }
  }

  private void add(
      List<Finding> findings,
      String check,
      Severity severity,
      Tally tally,
      String column,
      String text) {
    long count = check.equals("duplicate-rows") ? tally.count() * scale : tally.count();
    findings.add(
        new Finding(
            check, severity, tally.where(column), source.path() + ":" + column + text, count));
  }
}
