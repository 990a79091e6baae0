package io.warmstart.recording;

import io.warmstart.core.data.ReplayBuffer;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Observation;
import java.util.Arrays;

/** Does to a ring what the learner of a session did to its own. */
final class ReplayRebuild implements SessionListener {
  private final ReplayBuffer replay;

  /** Row of the first transition that is appended here; the others follow. */
  private final long firstRow;

  /** Ids of the transitions appended here, ascending. */
  private long[] ids = new long[1024];

  private int count;

  ReplayRebuild(ReplayBuffer replay) {
    this.replay = replay;
    this.firstRow = replay.appended();
  }

  @Override
  public void begin(long episode, Observation first) {
    replay.begin(first);
  }

  @Override
  public void step(LoggedStep step, Observation before, Observation next) {
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, 2 * count);
    }
    ids[count++] = step.id();
    StepFacts facts = step.facts();
    replay.append(facts.applied(), facts.reward().value(), facts.terminated(), next);
  }

  @Override
  public void end(long episode, TerminationCause cause, Observation last) {
    replay.end();
  }

  @Override
  public void corrected(RewardCorrection correction) {
    int found = Arrays.binarySearch(ids, 0, count, correction.transition());
    if (found >= 0) {
      replay.correctReward(firstRow + found, correction.reward().value());
    }
  }
}
