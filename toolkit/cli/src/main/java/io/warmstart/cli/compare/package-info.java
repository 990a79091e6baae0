/**
 * What results of several seeds say about algorithms: aggregates with intervals, pairs, profiles,
 * and which of them may be called better. Values only; tables and pictures are made elsewhere.
 */
@NullMarked
package io.warmstart.cli.compare;

import org.jspecify.annotations.NullMarked;
