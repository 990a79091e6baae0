/**
 * Networks that several algorithms share, as objects: parameters plus the ways to apply them.
 *
 * <p>An algorithm owns the instances it declares; parameter paths begin with the name it gives, so
 * two algorithms that use the same name can start from each other's weights.
 */
@NullMarked
package io.warmstart.core.network;

import org.jspecify.annotations.NullMarked;
