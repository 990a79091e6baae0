package io.warmstart.cli.report;

import java.util.List;

/**
 * Draws on another canvas, away from its corner.
 *
 * @param on canvas that is drawn on
 * @param right view units to the right
 * @param down view units down
 */
record ShiftedCanvas(Canvas on, double right, double down) implements Canvas {
  private Spot shifted(Spot spot) {
    return new Spot(spot.x() + right, spot.y() + down);
  }

  private Area shifted(Area area) {
    return new Area(area.x() + right, area.y() + down, area.width(), area.height());
  }

  private List<Spot> shifted(List<Spot> spots) {
    return spots.stream().map(this::shifted).toList();
  }

  @Override
  public void area(Area area, Paint paint) {
    on.area(shifted(area), paint);
  }

  @Override
  public void polygon(List<Spot> corners, Paint paint) {
    on.polygon(shifted(corners), paint);
  }

  @Override
  public void line(List<Spot> points, Pen pen) {
    on.line(shifted(points), pen);
  }

  @Override
  public void disc(Spot centre, double radius, Paint paint) {
    on.disc(shifted(centre), radius, paint);
  }

  @Override
  public void circle(Spot centre, double radius, Pen pen) {
    on.circle(shifted(centre), radius, pen);
  }

  @Override
  public void raster(Area area, Raster raster) {
    on.raster(shifted(area), raster);
  }

  @Override
  public void text(Spot spot, String text, Lettering lettering) {
    on.text(shifted(spot), text, lettering);
  }
}
