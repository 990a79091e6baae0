/**
 * The reference executor: double precision, no fusion, every tensor kept. It is the oracle of the
 * others, the engine of {@link io.warmstart.engine.reference.GradientCheck}, and replays refused
 * updates to explain them. Slow and simple on purpose.
 */
@NullMarked
package io.warmstart.engine.reference;

import org.jspecify.annotations.NullMarked;
