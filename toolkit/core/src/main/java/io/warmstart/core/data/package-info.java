/**
 * Recorded experience: immutable datasets, the replay ring, and the samplers over both.
 *
 * <p>Experience lies in <em>slots</em>. An episode of {@code T} steps occupies {@code T + 1}
 * consecutive slots, the last one holding only its final observation, so the next observation of
 * any transition is the next slot: nothing is stored twice. A transition is the number of its slot.
 */
@NullMarked
package io.warmstart.core.data;

import org.jspecify.annotations.NullMarked;
