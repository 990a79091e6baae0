package io.warmstart.cli.report;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** Draws into an image in memory, on light paper. Whoever made it closes it. */
final class ImageCanvas implements Canvas, AutoCloseable {
  private final BufferedImage image;
  private final Graphics2D graphics;
  private final double scale;

  /**
   * White paper.
   *
   * @param width of the view
   * @param height of the view
   * @param pixels width of the image
   */
  ImageCanvas(double width, double height, int pixels) {
    scale = pixels / width;
    int high = Math.max(1, (int) Math.round(height * scale));
    image = new BufferedImage(pixels, high, BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, pixels, high);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    graphics.scale(scale, scale);
  }

  /** The image; drawing changes it. */
  BufferedImage image() {
    return image;
  }

  @Override
  public void area(Area area, Paint paint) {
    AffineTransform saved = graphics.getTransform();
    graphics.setTransform(new AffineTransform());
    int left = (int) Math.round(area.x() * scale);
    int top = (int) Math.round(area.y() * scale);
    int right = (int) Math.round(area.right() * scale);
    int bottom = (int) Math.round(area.bottom() * scale);
    use(paint.ink(), paint.opacity());
    graphics.fillRect(left, top, right - left, bottom - top);
    graphics.setTransform(saved);
  }

  @Override
  public void polygon(List<Spot> corners, Paint paint) {
    Path2D path = path(corners);
    path.closePath();
    use(paint.ink(), paint.opacity());
    graphics.fill(path);
  }

  @Override
  public void line(List<Spot> points, Pen pen) {
    draw(path(points), pen);
  }

  @Override
  public void disc(Spot centre, double radius, Paint paint) {
    use(paint.ink(), paint.opacity());
    graphics.fill(ellipse(centre, radius));
  }

  @Override
  public void circle(Spot centre, double radius, Pen pen) {
    draw(ellipse(centre, radius), pen);
  }

  @Override
  public void raster(Area area, Raster raster) {
    graphics.setComposite(AlphaComposite.SrcOver);
    BufferedImage cells = raster.toImage();
    AffineTransform place = AffineTransform.getTranslateInstance(area.x(), area.y());
    place.scale(area.width() / cells.getWidth(), area.height() / cells.getHeight());
    graphics.drawImage(cells, place, null);
  }

  @Override
  public void text(Spot spot, String text, Lettering lettering) {
    use(lettering.ink(), 1);
    Font font = new Font(Font.SANS_SERIF, lettering.bold() ? Font.BOLD : Font.PLAIN, 1);
    graphics.setFont(font.deriveFont((float) lettering.size()));
    double width = graphics.getFontMetrics().getStringBounds(text, graphics).getWidth();
    double shift =
        switch (lettering.anchor()) {
          case START -> 0;
          case MIDDLE -> -width / 2;
          case END -> -width;
        };
    AffineTransform saved = graphics.getTransform();
    graphics.translate(spot.x(), spot.y());
    if (!lettering.upright()) {
      graphics.rotate(-Math.PI / 2);
    }
    graphics.drawString(text, (float) shift, 0);
    graphics.setTransform(saved);
  }

  private void draw(Shape shape, Pen pen) {
    use(pen.ink(), pen.opacity());
    graphics.setStroke(
        new BasicStroke(
            (float) pen.width(),
            pen.blunt() ? BasicStroke.CAP_BUTT : BasicStroke.CAP_ROUND,
            BasicStroke.JOIN_ROUND,
            1,
            pen.dashed() ? new float[] {5, 4} : null,
            0));
    graphics.draw(shape);
  }

  private void use(Ink ink, double opacity) {
    graphics.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, (float) opacity));
    graphics.setColor(new Color(ink.light()));
  }

  private static Path2D path(List<Spot> points) {
    Path2D path = new Path2D.Double();
    path.moveTo(points.getFirst().x(), points.getFirst().y());
    for (Spot spot : points.subList(1, points.size())) {
      path.lineTo(spot.x(), spot.y());
    }
    return path;
  }

  private static Shape ellipse(Spot centre, double radius) {
    return new Ellipse2D.Double(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius);
  }

  @Override
  public void close() {
    graphics.dispose();
  }
}
