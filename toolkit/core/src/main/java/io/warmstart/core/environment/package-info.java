/**
 * Anything that can be stepped: simulators and robots behind one interface.
 *
 * <p>{@link io.warmstart.core.environment.EnvironmentLoop} is the only code that steps one for a
 * policy; {@link io.warmstart.core.environment.VectorEnvironment} steps several copies together.
 */
@NullMarked
package io.warmstart.core.environment;

import org.jspecify.annotations.NullMarked;
