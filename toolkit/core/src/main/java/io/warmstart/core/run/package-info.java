/**
 * What a run leaves on disk, and how it survives being killed.
 *
 * <p>A run is a directory that appears whole: configuration and manifest are inside before the
 * directory carries its name, and it is never overwritten. Metrics are appended line by line,
 * checkpoints are written beside, synced and renamed, so that after a kill at any moment {@link
 * io.warmstart.core.run.RunDirectory#open} finds a state to go on from: the newest checkpoint whose
 * hash holds, or step 0. {@link io.warmstart.core.run.RunEvent}s are how loops tell listeners what
 * happened; {@link io.warmstart.core.run.RunRecorder} is the listener that writes them down.
 */
@NullMarked
package io.warmstart.core.run;

import org.jspecify.annotations.NullMarked;
