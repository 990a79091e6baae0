package io.warmstart.core.environment;

import java.util.Optional;

/**
 * Something that a family of tasks needs and the user installs, as it is on this machine.
 *
 * @param name such as {@code mujoco-node}
 * @param present whether it is usable
 * @param found what is there, in a few words
 * @param advice what to do; empty if nothing
 * @param fix installs it for this user, or throws {@link EnvironmentException}; empty if only the
 *     user can
 */
public record Prerequisite(
    String name, boolean present, String found, String advice, Optional<Runnable> fix) {}
