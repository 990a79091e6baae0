package io.warmstart.core.environment;

/**
 * A colour picture for people to look at.
 *
 * @param height in pixels
 * @param width in pixels
 * @param rgb [height, width, 3], top row first, one unsigned byte per colour; not copied
 */
// The array is the point of the record: a frame is handed over once and never compared.
@SuppressWarnings("ArrayRecordComponent")
public record Picture(int height, int width, byte[] rgb) {
  private static final int COLOURS = 3;

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if a size is not positive, or the bytes do not fill it
   */
  public Picture {
    if (height < 1 || width < 1 || rgb.length != (long) COLOURS * height * width) {
      throw new IllegalArgumentException(
          "a picture of " + height + " x " + width + " cannot have " + rgb.length + " bytes");
    }
  }
}
