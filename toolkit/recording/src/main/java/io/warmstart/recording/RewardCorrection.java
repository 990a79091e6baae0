package io.warmstart.recording;

import io.warmstart.core.reward.Reward;

/**
 * A reward that was decided or changed after its transition.
 *
 * @param transition id of the transition
 * @param reward replaces all earlier ones
 */
public record RewardCorrection(long transition, Reward reward) {}
