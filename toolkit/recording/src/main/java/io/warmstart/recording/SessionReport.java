package io.warmstart.recording;

import io.warmstart.recording.mcap.Damage;
import io.warmstart.recording.mcap.McapReport;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of reading a session.
 *
 * @param file what came of reading its file
 * @param steps handed out
 * @param lost ids missing between the first and the last transition
 * @param unusable transitions whose observations are lost
 */
public record SessionReport(McapReport file, long steps, long lost, long unusable) {
  /** Whether everything that was ever appended is there. */
  public boolean isWhole() {
    return file.finished() && file.damage().isEmpty() && lost == 0 && unusable == 0;
  }

  /** What is not as it should be, one line each; empty if the session is whole. */
  public List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (!file.finished()) {
      remarks.add("the session was not ended; its file was read as far as it goes");
    }
    for (Damage damage : file.damage()) {
      remarks.add("left out " + damage);
    }
    if (lost > 0) {
      remarks.add(lost + " transitions are missing between others");
    }
    if (unusable > 0) {
      remarks.add(unusable + " transitions were left out because their observations are missing");
    }
    return remarks;
  }
}
