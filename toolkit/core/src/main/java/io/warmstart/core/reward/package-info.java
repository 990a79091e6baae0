/**
 * Where rewards come from, and the transforms applied to them.
 *
 * <p>The same method relabels a dataset and scores live steps; a reward carries its source, version
 * and status, and may be corrected later by transition id.
 */
@NullMarked
package io.warmstart.core.reward;

import org.jspecify.annotations.NullMarked;
