package io.warmstart.cli.report;

import io.warmstart.cli.report.Canvas.Anchor;
import io.warmstart.cli.report.Canvas.Area;
import io.warmstart.cli.report.Canvas.Lettering;
import io.warmstart.cli.report.Canvas.Paint;
import io.warmstart.cli.report.Canvas.Pen;
import io.warmstart.cli.report.Canvas.Spot;
import io.warmstart.core.environment.SceneMap;
import io.warmstart.core.environment.TaskSuccess;
import java.util.ArrayList;
import java.util.List;

/**
 * A plan view of a task: x to the right, y up, walls, goals and layers. Without title, colour bar
 * and known outcomes it holds no text, so that it needs no font as an image.
 *
 * @param title above it; may be empty
 * @param map of the task
 * @param layers from the bottom up
 */
public record ScenePicture(String title, SceneMap map, List<SceneLayer> layers) implements Drawing {
  private static final double SCENE_WIDTH = 400;
  private static final double MARGIN = 10;
  private static final double BAR_WIDTH = 72;
  private static final double ROW = 24;
  private static final double SMALL = 12;
  private static final int FADES = 16;
  private static final int BAR_CELLS = 128;

  /** Copies the list. */
  public ScenePicture {
    layers = List.copyOf(layers);
  }

  /** Where the plan lies in the picture. */
  private record Frame(SceneMap map, Area area) {
    double scale() {
      return area.width() / (map.high().x() - map.low().x());
    }

    Spot spot(SceneMap.Point place) {
      return new Spot(
          area.x() + (place.x() - map.low().x()) * scale(),
          area.bottom() - (place.y() - map.low().y()) * scale());
    }

    Area area(SceneMap.Box box) {
      Spot low = spot(box.low());
      Spot high = spot(box.high());
      return new Area(low.x(), high.y(), high.x() - low.x(), low.y() - high.y());
    }
  }

  @Override
  public String description() {
    return title.isEmpty() ? "plan view" : title;
  }

  @Override
  public double width() {
    return 2 * MARGIN + SCENE_WIDTH + (scales().isEmpty() ? 0 : BAR_WIDTH);
  }

  @Override
  public double height() {
    Area scene = scene();
    return scene.bottom() + MARGIN + (outcomes().isEmpty() ? 0 : ROW);
  }

  private Area scene() {
    double aspect = (map.high().y() - map.low().y()) / (map.high().x() - map.low().x());
    double top = title.isEmpty() ? MARGIN : MARGIN + ROW;
    return new Area(MARGIN, top, SCENE_WIDTH, SCENE_WIDTH * aspect);
  }

  private List<ValueScale> scales() {
    List<ValueScale> scales = new ArrayList<>();
    for (SceneLayer layer : layers) {
      if (layer instanceof SceneLayer.Values values) {
        scales.add(values.scale());
      }
    }
    return scales;
  }

  private List<Trajectory> outcomes() {
    List<Trajectory> known = new ArrayList<>();
    for (SceneLayer layer : layers) {
      if (layer instanceof SceneLayer.Paths paths) {
        paths.trajectories().stream()
            .filter(path -> path.success() != TaskSuccess.UNDEFINED)
            .forEach(known::add);
      }
    }
    return known;
  }

  @Override
  public void draw(Canvas canvas) {
    Frame frame = new Frame(map, scene());
    if (!title.isEmpty()) {
      canvas.text(
          new Spot(MARGIN, MARGIN + 12), title, Lettering.of(Ink.TEXT, 14, Anchor.START).asBold());
    }
    canvas.area(frame.area(), Paint.of(Ink.FLOOR));
    for (SceneLayer layer : layers) {
      if (layer instanceof SceneLayer.Values values) {
        canvas.raster(frame.area(), raster(values));
      }
    }
    map.obstacles().forEach(box -> canvas.area(frame.area(box), Paint.of(Ink.WALL)));
    for (SceneLayer layer : layers) {
      if (layer instanceof SceneLayer.Paths paths) {
        drawPaths(canvas, frame, paths.trajectories());
      }
    }
    drawGoals(canvas, frame);
    if (!scales().isEmpty()) {
      drawBar(canvas, frame.area(), scales().getFirst());
    }
    drawOutcomes(canvas, frame.area());
  }

  private static Raster raster(SceneLayer.Values values) {
    ValueGrid grid = values.grid();
    return Raster.of(
        grid.columns(),
        grid.rows(),
        (column, row) -> {
          double value = grid.at(column, grid.rows() - 1 - row);
          return Double.isFinite(value) ? values.scale().colour(value) : 0;
        });
  }

  private void drawPaths(Canvas canvas, Frame frame, List<Trajectory> paths) {
    double crowd = Math.min(1, Math.sqrt(20.0 / Math.max(1, paths.size())));
    double opacity = Math.max(0.25, 0.85 * crowd);
    boolean overValues = !scales().isEmpty();
    for (Trajectory path : paths) {
      List<Spot> spots = path.points().stream().map(frame::spot).toList();
      if (overValues && spots.size() > 1) {
        canvas.line(spots, Pen.of(Ink.HALO, 3.4).withOpacity(0.6));
      }
      int pieces = Math.min(FADES, spots.size() - 1);
      for (int i = 0; i < pieces; i++) {
        int from = i * (spots.size() - 1) / pieces;
        int to = (i + 1) * (spots.size() - 1) / pieces;
        double strength = opacity * (0.3 + 0.7 * (i + 1) / pieces);
        canvas.line(spots.subList(from, to + 1), Pen.of(ink(path), 1.6).withOpacity(strength));
      }
    }
    for (Trajectory path : paths) {
      if (!path.points().isEmpty()) {
        Spot start = frame.spot(path.points().getFirst());
        canvas.disc(start, 3.6, Paint.of(Ink.HALO));
        canvas.disc(start, 2.6, Paint.of(ink(path)));
      }
    }
  }

  private static Ink ink(Trajectory path) {
    return switch (path.success()) {
      case YES, UNDEFINED -> Ink.BLUE;
      case NO -> Ink.VERMILLION;
    };
  }

  private void drawGoals(Canvas canvas, Frame frame) {
    for (SceneMap.Circle goal : map.goals()) {
      Spot centre = frame.spot(goal.centre());
      double radius = goal.radius() * frame.scale();
      canvas.circle(centre, radius, Pen.of(Ink.HALO, 4).withOpacity(0.7));
      canvas.circle(centre, radius, Pen.of(Ink.GOAL, 2));
      canvas.disc(centre, 3, Paint.of(Ink.GOAL));
    }
  }

  private static void drawBar(Canvas canvas, Area scene, ValueScale scale) {
    Area bar = new Area(scene.right() + 12, scene.y(), 12, scene.height());
    canvas.raster(
        bar, Raster.of(1, BAR_CELLS, (column, row) -> Viridis.at(1 - row / (BAR_CELLS - 1.0))));
    Ticks ticks = Ticks.within(scale.low(), scale.high(), 6);
    for (double value : ticks.values()) {
      double y = bar.bottom() - ticks.share(value) * bar.height();
      canvas.line(
          List.of(new Spot(bar.right(), y), new Spot(bar.right() + 4, y)), Pen.of(Ink.MUTED, 1));
      canvas.text(
          new Spot(bar.right() + 7, y + 4),
          ticks.label(value),
          Lettering.of(Ink.MUTED, SMALL, Anchor.START));
    }
    canvas.text(
        new Spot(scene.right() + BAR_WIDTH, scene.y() + scene.height() / 2),
        scale.label(),
        Lettering.of(Ink.MUTED, SMALL, Anchor.MIDDLE).asTurned());
  }

  private void drawOutcomes(Canvas canvas, Area scene) {
    List<Trajectory> known = outcomes();
    if (known.isEmpty()) {
      return;
    }
    long reached = known.stream().filter(path -> path.success() == TaskSuccess.YES).count();
    double y = scene.bottom() + 20;
    Lettering letters = Lettering.of(Ink.TEXT, SMALL, Anchor.START);
    String yes = reached + " reached the goal";
    canvas.disc(new Spot(MARGIN + 5, y - 4), 4, Paint.of(Ink.BLUE));
    canvas.text(new Spot(MARGIN + 15, y), yes, letters);
    double next = MARGIN + 35 + letters.widthOf(yes);
    canvas.disc(new Spot(next + 5, y - 4), 4, Paint.of(Ink.VERMILLION));
    canvas.text(new Spot(next + 15, y), known.size() - reached + " did not", letters);
  }
}
