package io.warmstart.testkit;

/**
 * What every environment promises, bridged ones included: {@link RepetitionContract}, {@link
 * ObservationContract}, {@link ActionContract} and {@link EpisodeContract}. A subclass gives the
 * environment; with {@code @ParameterizedClass} it gives many.
 */
public abstract class EnvironmentContract
    implements RepetitionContract, ObservationContract, ActionContract, EpisodeContract {}
