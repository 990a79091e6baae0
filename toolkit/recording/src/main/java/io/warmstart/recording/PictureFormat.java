package io.warmstart.recording;

/** How frames are stored. */
public sealed interface PictureFormat {
  /** Lossless: what is read back is what was seen. */
  record Png() implements PictureFormat {}

  /**
   * Small and lossy: the decoded frame replaces the seen one before anybody learns from it.
   *
   * @param quality 0 to 1, the larger the better
   */
  record Jpeg(float quality) implements PictureFormat {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException outside (0, 1]
     */
    public Jpeg {
      if (!(quality > 0 && quality <= 1)) {
        throw new IllegalArgumentException("JPEG quality = " + quality + " must be in (0, 1]");
      }
    }
  }
}
