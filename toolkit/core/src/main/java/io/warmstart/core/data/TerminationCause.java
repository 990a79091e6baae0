package io.warmstart.core.data;

/** Why an episode's rows end. Only {@link #TERMINATED} stops bootstrapping. */
public enum TerminationCause {
  /** The task ended: there is no future reward, the bootstrap mask is 0. */
  TERMINATED,
  /** A time limit: the task would have gone on, the mask stays 1. */
  TRUNCATED,
  /** The record ends here (end of file, lost rows): nothing is known, the mask stays 1. */
  CUT
}
