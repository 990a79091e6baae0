/**
 * Anything that can be stepped: simulators and robots behind one interface.
 *
 * <p>{@link io.warmstart.core.environment.EnvironmentLoop} is the only code that steps one.
 */
@NullMarked
package io.warmstart.core.environment;

import org.jspecify.annotations.NullMarked;
