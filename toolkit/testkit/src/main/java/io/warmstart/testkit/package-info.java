/**
 * What the tests of all modules share: contracts, tiny environments, golden values, seeds.
 *
 * <p>A contract is an abstract test class with one factory method; every implementation of its
 * interface gets a subclass. Used in test scope only.
 */
@NullMarked
package io.warmstart.testkit;

import org.jspecify.annotations.NullMarked;
