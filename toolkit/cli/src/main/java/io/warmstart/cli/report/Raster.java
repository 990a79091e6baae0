package io.warmstart.cli.report;

import java.awt.image.BufferedImage;
import java.util.function.IntBinaryOperator;

/** A small image of coloured cells, rows from the top; immutable. */
final class Raster {
  private final int columns;
  private final int rows;
  private final int[] argb;

  private Raster(int columns, int rows, int[] argb) {
    this.columns = columns;
    this.rows = rows;
    this.argb = argb;
  }

  /**
   * Colours every cell.
   *
   * @param colour of (column, row from the top), 0xAARRGGBB
   */
  static Raster of(int columns, int rows, IntBinaryOperator colour) {
    int[] argb = new int[columns * rows];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        argb[row * columns + column] = colour.applyAsInt(column, row);
      }
    }
    return new Raster(columns, rows, argb);
  }

  /** The cells as an image, one pixel each. */
  BufferedImage toImage() {
    BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, columns, rows, argb, 0, columns);
    return image;
  }
}
