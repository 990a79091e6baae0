package io.warmstart.cli.report;

import io.warmstart.core.run.DurableFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** A picture of known size, drawn on any canvas. */
interface Drawing {
  /** Narrower images show nothing. */
  int FEWEST_PIXELS = 16;

  /** Width in view units. */
  double width();

  /** Height in view units. */
  double height();

  /** For readers who do not see it. */
  String description();

  /** Draws it with its upper left corner at the origin. */
  void draw(Canvas canvas);

  /** The picture as an SVG document. */
  default String toSvg() {
    SvgCanvas canvas = SvgCanvas.alone(width(), height(), description());
    draw(canvas);
    return canvas.finish();
  }

  /**
   * Writes the picture as a PNG file on white paper; text needs a font on the machine.
   *
   * @param path of the file; written beside and renamed
   * @param pixels width of the image
   * @throws IllegalArgumentException if the image is narrower than 16 pixels
   * @throws io.warmstart.core.run.RunException if it cannot be written
   */
  default void writePng(Path path, int pixels) {
    if (pixels < FEWEST_PIXELS) {
      throw new IllegalArgumentException(
          "width = " + pixels + " pixels must be at least " + FEWEST_PIXELS);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try (ImageCanvas canvas = new ImageCanvas(width(), height(), pixels)) {
      draw(canvas);
      ImageIO.write(canvas.image(), "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException("an array in memory takes every write", e);
    }
    DurableFile.write(path, png.toByteArray());
  }
}
