package io.warmstart.core.environment;

import io.warmstart.core.space.EnvironmentSpec;
import java.util.Optional;

/**
 * One entry of a simulator's registry.
 *
 * @param id name on the command line, such as {@code maze2d-umaze-sparse}
 * @param summary one sentence for people
 * @param spec what it observes and accepts
 * @param stepLimit steps per episode
 * @param reference returns that the normalised score is built on, if published
 */
public record TaskDescription(
    String id,
    String summary,
    EnvironmentSpec spec,
    int stepLimit,
    Optional<ScoreReference> reference) {}
