package io.warmstart.cli.report;

import java.util.List;

/**
 * Where a picture is drawn. Coordinates are in view units from the top left corner, x to the right,
 * y down; a back end scales them.
 */
interface Canvas {
  /** Fills an area, its edges on whole pixels. */
  void area(Area area, Paint paint);

  /** Fills a polygon of at least three corners. */
  void polygon(List<Spot> corners, Paint paint);

  /** Draws a line through at least two points. */
  void line(List<Spot> points, Pen pen);

  /** Fills a disc. */
  void disc(Spot centre, double radius, Paint paint);

  /** Draws a circle. */
  void circle(Spot centre, double radius, Pen pen);

  /** Draws an image, each of its pixels an even rectangle. */
  void raster(Area area, Raster raster);

  /** Writes a line of text, its baseline at the spot. */
  void text(Spot spot, String text, Lettering lettering);

  /**
   * A point.
   *
   * @param x to the right
   * @param y down
   */
  record Spot(double x, double y) {}

  /**
   * A rectangle.
   *
   * @param x left edge
   * @param y upper edge
   * @param width at least 0
   * @param height at least 0
   */
  record Area(double x, double y, double width, double height) {
    double right() {
      return x + width;
    }

    double bottom() {
      return y + height;
    }
  }

  /**
   * How an area is filled.
   *
   * @param ink colour
   * @param opacity in [0, 1]
   */
  record Paint(Ink ink, double opacity) {
    static Paint of(Ink ink) {
      return new Paint(ink, 1);
    }
  }

  /**
   * How a line is drawn.
   *
   * @param ink colour
   * @param width in view units
   * @param opacity in [0, 1]
   * @param dashed whether it is broken
   */
  record Pen(Ink ink, double width, double opacity, boolean dashed) {
    static Pen of(Ink ink, double width) {
      return new Pen(ink, width, 1, false);
    }

    /** Whether its ends are cut straight, so that pieces of a faint line do not add up. */
    boolean blunt() {
      return dashed || opacity < 1;
    }

    Pen withOpacity(double value) {
      return new Pen(ink, width, value, dashed);
    }

    Pen withDashes(boolean value) {
      return new Pen(ink, width, opacity, value);
    }
  }

  /** Which point of a text lies on the spot. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /**
   * How text is written.
   *
   * @param ink colour
   * @param size in view units
   * @param anchor point on the spot
   * @param bold heavier letters
   * @param upright false turns it a quarter to the left
   */
  record Lettering(Ink ink, double size, Anchor anchor, boolean bold, boolean upright) {
    /** Share of the size that an average letter is wide. */
    private static final double LETTER = 0.56;

    static Lettering of(Ink ink, double size, Anchor anchor) {
      return new Lettering(ink, size, anchor, false, true);
    }

    Lettering asBold() {
      return new Lettering(ink, size, anchor, true, upright);
    }

    Lettering asTurned() {
      return new Lettering(ink, size, anchor, bold, false);
    }

    /** About how wide a text becomes; fonts differ, so leave room. */
    double widthOf(String text) {
      return text.length() * size * LETTER;
    }
  }
}
