package io.warmstart.recording;

import io.warmstart.core.reward.Reward;

/**
 * What happened in one step, besides the observations around it.
 *
 * @param stampNanos when the action was applied, in nanoseconds since 1970
 * @param requested what the policy asked for, in channel units, [A]; not copied
 * @param applied what the robot did, in channel units, [A]; this is what is learned from; not
 *     copied
 * @param reward with its source, version and status
 * @param terminated the task ended; no future reward exists
 * @param truncated a time limit was reached
 * @param intervention a person had authority over this step
 * @param policyVersion weights that were asked; empty if none
 */
// The arrays are handed over once and never compared.
@SuppressWarnings("ArrayRecordComponent")
public record StepFacts(
    long stampNanos,
    float[] requested,
    float[] applied,
    Reward reward,
    boolean terminated,
    boolean truncated,
    boolean intervention,
    String policyVersion) {}
