package io.warmstart.core.environment;

/**
 * What one step gave besides the observation.
 *
 * @param reward of the step
 * @param terminated the task ended; no future reward exists
 * @param truncated the environment's own time limit was reached
 */
public record Step(float reward, boolean terminated, boolean truncated) {}
