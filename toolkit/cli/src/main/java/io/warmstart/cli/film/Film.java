package io.warmstart.cli.film;

import io.warmstart.core.environment.Picture;

/** Pictures of one size on their way into a file. Closing without {@link #finish} leaves none. */
public interface Film extends AutoCloseable {
  /**
   * Adds the next picture.
   *
   * @throws IllegalArgumentException if its size is another than the first one's
   * @throws io.warmstart.core.run.RunException if it cannot be written
   */
  void add(Picture picture);

  /**
   * Completes the file.
   *
   * @throws IllegalStateException if there is no picture
   * @throws io.warmstart.core.run.RunException if it cannot be written
   */
  void finish();

  @Override
  void close();
}
