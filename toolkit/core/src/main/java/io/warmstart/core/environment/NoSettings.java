package io.warmstart.core.environment;

/** The settings of a family of tasks that has none. */
public record NoSettings() {}
