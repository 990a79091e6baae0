/**
 * The log of a session: what the robot saw, did and was told, safe on disk before anybody learns
 * from it, and turned back into a replay or a dataset.
 */
@NullMarked
package io.warmstart.recording;

import org.jspecify.annotations.NullMarked;
