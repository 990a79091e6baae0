package io.warmstart.core.data;

/**
 * A run of consecutive transitions.
 *
 * @param ordinal position in its dataset, from 0
 * @param firstTransition index of its first transition in the dataset
 * @param length number of transitions, at least 1
 * @param cause why it ends
 */
public record Episode(int ordinal, long firstTransition, int length, TerminationCause cause) {}
