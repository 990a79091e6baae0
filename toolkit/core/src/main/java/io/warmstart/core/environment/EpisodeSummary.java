package io.warmstart.core.environment;

import io.warmstart.core.data.TerminationCause;

/**
 * A finished episode.
 *
 * @param episode running number of the loop, from 0
 * @param length number of steps, at least 1
 * @param episodeReturn sum of the untransformed rewards, in double
 * @param cause why it ended
 * @param success whether the goal was reached, where that is defined
 */
public record EpisodeSummary(
    long episode, int length, double episodeReturn, TerminationCause cause, TaskSuccess success) {}
