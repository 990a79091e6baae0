/**
 * A software rasteriser: pictures of simulated scenes on machines without a display.
 *
 * <p>A {@link io.warmstart.sim.render.Scene} holds {@link io.warmstart.sim.render.Shape}s, each a
 * {@link io.warmstart.sim.render.Mesh} with a {@link io.warmstart.sim.render.Material} and a pose;
 * a {@link io.warmstart.sim.render.Renderer} draws it as a {@link io.warmstart.sim.render.Camera}
 * sees it. Lengths are metres, the world is right-handed with z up, and the same scene gives the
 * same bytes on every machine: only basic arithmetic and exact roots are used per frame, {@code
 * StrictMath} at construction.
 */
@NullMarked
package io.warmstart.sim.render;

import org.jspecify.annotations.NullMarked;
