/**
 * Pictures and films of an episode as files: PNG for one picture, GIF for a moving one with nothing
 * installed, MP4 through the user's own {@code ffmpeg}.
 *
 * <p>A file appears under its name when it is whole. Nothing here knows what the pictures show.
 */
@NullMarked
package io.warmstart.cli.film;

import org.jspecify.annotations.NullMarked;
