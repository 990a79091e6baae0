package io.warmstart.cli.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Draws into an SVG document that follows the reader's light or dark paper. */
final class SvgCanvas implements Canvas {
  private static final String FONTS = "system-ui,-apple-system,Segoe UI,Roboto,sans-serif";

  private final StringBuilder svg = new StringBuilder();

  private SvgCanvas() {}

  /**
   * An empty picture that stands alone.
   *
   * @param width of the view
   * @param height of the view
   * @param description for readers who do not see it
   */
  static SvgCanvas alone(double width, double height, String description) {
    SvgCanvas canvas = within(width, height, description);
    canvas.svg.append("<style>").append(Ink.css()).append("</style>\n");
    return canvas;
  }

  /** An empty picture for a page that has the style rules of the inks. */
  static SvgCanvas within(double width, double height, String description) {
    SvgCanvas canvas = new SvgCanvas();
    canvas.begin(width, height, description);
    return canvas;
  }

  private void begin(double width, double height, String description) {
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
        .append(Markup.number(width))
        .append(' ')
        .append(Markup.number(height))
        .append("\" role=\"img\" font-family=\"")
        .append(FONTS)
        .append("\"><title>")
        .append(Markup.escape(description))
        .append("</title>");
  }

  @Override
  public void area(Area area, Paint paint) {
    svg.append("<rect");
    place(area);
    svg.append(" shape-rendering=\"crispEdges\"");
    fill(paint);
    svg.append("/>\n");
  }

  @Override
  public void polygon(List<Spot> corners, Paint paint) {
    svg.append("<polygon");
    points(corners);
    fill(paint);
    svg.append("/>\n");
  }

  @Override
  public void line(List<Spot> points, Pen pen) {
    svg.append("<polyline");
    points(points);
    stroke(pen);
    svg.append("/>\n");
  }

  @Override
  public void disc(Spot centre, double radius, Paint paint) {
    svg.append("<circle");
    place(centre, radius);
    fill(paint);
    svg.append("/>\n");
  }

  @Override
  public void circle(Spot centre, double radius, Pen pen) {
    svg.append("<circle");
    place(centre, radius);
    stroke(pen);
    svg.append("/>\n");
  }

  @Override
  public void raster(Area area, Raster raster) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(raster.toImage(), "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException("an array in memory takes every write", e);
    }
    svg.append("<image");
    place(area);
    svg.append(" preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\"")
        .append(" href=\"data:image/png;base64,")
        .append(Base64.getEncoder().encodeToString(png.toByteArray()))
        .append("\"/>\n");
  }

  @Override
  public void text(Spot spot, String text, Lettering lettering) {
    String x = Markup.number(spot.x());
    String y = Markup.number(spot.y());
    svg.append("<text");
    attribute("x", x);
    attribute("y", y);
    attribute("font-size", Markup.number(lettering.size()));
    attribute("class", lettering.ink().fillClass());
    if (lettering.anchor() != Anchor.START) {
      attribute("text-anchor", lettering.anchor().name().toLowerCase(Locale.ROOT));
    }
    if (lettering.bold()) {
      attribute("font-weight", "600");
    }
    if (!lettering.upright()) {
      attribute("transform", "rotate(-90 " + x + " " + y + ")");
    }
    svg.append('>').append(Markup.escape(text)).append("</text>\n");
  }

  /** The finished document. */
  String finish() {
    return svg + "</svg>\n";
  }

  private void place(Area area) {
    attribute("x", Markup.number(area.x()));
    attribute("y", Markup.number(area.y()));
    attribute("width", Markup.number(area.width()));
    attribute("height", Markup.number(area.height()));
  }

  private void place(Spot centre, double radius) {
    attribute("cx", Markup.number(centre.x()));
    attribute("cy", Markup.number(centre.y()));
    attribute("r", Markup.number(radius));
  }

  private void points(List<Spot> spots) {
    svg.append(" points=\"");
    for (Spot spot : spots) {
      svg.append(Markup.number(spot.x())).append(',').append(Markup.number(spot.y())).append(' ');
    }
    svg.setCharAt(svg.length() - 1, '"');
  }

  private void fill(Paint paint) {
    attribute("class", paint.ink().fillClass());
    if (paint.opacity() < 1) {
      attribute("fill-opacity", Markup.number(paint.opacity()));
    }
  }

  private void stroke(Pen pen) {
    attribute("class", pen.ink().strokeClass());
    attribute("fill", "none");
    attribute("stroke-width", Markup.number(pen.width()));
    attribute("stroke-linejoin", "round");
    attribute("stroke-linecap", pen.blunt() ? "butt" : "round");
    if (pen.dashed()) {
      attribute("stroke-dasharray", "5 4");
    }
    if (pen.opacity() < 1) {
      attribute("stroke-opacity", Markup.number(pen.opacity()));
    }
  }

  private void attribute(String name, String value) {
    svg.append(' ').append(name).append("=\"").append(value).append('"');
  }
}
