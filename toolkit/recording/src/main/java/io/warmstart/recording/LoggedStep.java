package io.warmstart.recording;

/**
 * A transition as it stands in the log.
 *
 * @param id running number over all sessions of a run; names the transition in corrections
 * @param observation running number, in this file, of the observation the action was taken in; the
 *     one after the action has the next number
 * @param episode running number over all sessions of a run
 * @param step within the episode, from 0
 * @param facts what happened
 */
public record LoggedStep(long id, long observation, long episode, int step, StepFacts facts) {}
