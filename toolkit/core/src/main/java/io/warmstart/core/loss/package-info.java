/**
 * Formulas that several algorithms share, as functions of tensors.
 *
 * <p>Each records a few nodes in the graph of its arguments and names its source. Nothing here
 * holds parameters; networks are in {@code io.warmstart.core.network}.
 */
@NullMarked
package io.warmstart.core.loss;

import org.jspecify.annotations.NullMarked;
