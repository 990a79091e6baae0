package io.warmstart.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.EnvironmentLoop;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.SceneMap;
import io.warmstart.core.environment.SceneMap.Box;
import io.warmstart.core.environment.SceneMap.Circle;
import io.warmstart.core.environment.SceneMap.Point;
import io.warmstart.core.environment.Simulator;
import io.warmstart.core.environment.TaskReference;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.learner.PolicySession;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.training.Evaluation;
import io.warmstart.core.training.EvaluationReport;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class SceneTest {
  private static final String TASK = "maze2d-umaze-sparse";

  /** 4 m x 2 m; the lower left metre is a wall. */
  private static final SceneMap MAP =
      new SceneMap(
          new Point(0, 0),
          new Point(4, 2),
          List.of(new Box(new Point(0, 0), new Point(1, 1))),
          List.of(new Circle(new Point(3.5, 1.5), 0.2)),
          0,
          1,
          new Point(0, 0));

  @TempDir Path folder;

  private BufferedImage png(ScenePicture picture, int width) throws Exception {
    Path file = folder.resolve("scene.png");
    picture.writePng(file, width);
    assertThat(Files.list(folder)).containsExactly(file);
    return ImageIO.read(file.toFile());
  }

  private static int rgb(BufferedImage image, double x, double y) {
    double scale = image.getWidth() / 420.0;
    int column = (int) (scale * (10 + 100 * x));
    int row = (int) (scale * (10 + 100 * (2 - y)));
    return image.getRGB(column, row) & 0xFFFFFF;
  }

  @Test
  void pngHasTheWidthAndWallsHaveTheirColour() throws Exception {
    BufferedImage image = png(new ScenePicture("", MAP, List.of()), 840);

    assertThat(image.getWidth()).isEqualTo(840);
    assertThat(image.getHeight()).isEqualTo(440);
    assertThat(rgb(image, 0.5, 0.5)).isEqualTo(Ink.WALL.light());
    assertThat(rgb(image, 0.02, 0.98)).isEqualTo(Ink.WALL.light());
    assertThat(rgb(image, 0.5, 1.5)).isEqualTo(Ink.FLOOR.light());
    assertThat(rgb(image, 3.5, 1.5)).isEqualTo(Ink.GOAL.light());
  }

  @Test
  void valuesAreColouredByTheScaleAndWallsAreSpared() throws Exception {
    ValueGrid grid = ValueGrid.sample(MAP, 0.5, Point::x);
    ValueScale scale = ValueScale.over("value", grid);

    assertThat(scale.low()).isEqualTo(0.25);
    assertThat(scale.high()).isEqualTo(3.75);
    assertThat(grid.columns()).isEqualTo(8);
    assertThat(grid.rows()).isEqualTo(4);
    assertThat(grid.at(0, 0)).isNaN();
    assertThat(grid.at(0, 2)).isEqualTo(0.25);
    assertThat(scale.colour(0.25)).isEqualTo(0xFF440154);
    assertThat(scale.colour(3.75)).isEqualTo(0xFFFDE725);
    Document svg = Xml.parse(picture(grid, scale).toSvg());
    assertThat(Xml.elements(svg, "image")).hasSize(2);
    assertThat(Xml.texts(svg, "text")).contains("value", "1", "2", "3");
  }

  private static ScenePicture picture(ValueGrid grid, ValueScale scale) {
    return new ScenePicture("Value", MAP, List.of(new SceneLayer.Values(grid, scale)));
  }

  @Test
  void pathsStartWithADotAndSayHowManyReachedTheGoal() throws Exception {
    Trajectory path =
        new Trajectory(List.of(new Point(2, 0.5), new Point(2, 1.5)), TaskSuccess.YES);
    Trajectory spot = new Trajectory(List.of(new Point(3, 1)), TaskSuccess.NO);
    ScenePicture picture =
        new ScenePicture("", MAP, List.of(new SceneLayer.Paths(List.of(path, spot))));

    Document svg = Xml.parse(picture.toSvg());
    BufferedImage image = png(new ScenePicture("", MAP, picture.layers()), 840);

    assertThat(Xml.texts(svg, "text")).contains("1 reached the goal", "1 did not");
    assertThat(rgb(image, 2, 0.5)).isEqualTo(Ink.BLUE.light());
    assertThat(rgb(image, 3, 1)).isEqualTo(Ink.VERMILLION.light());
  }

  @Test
  void emptyLayersAreDrawn() throws Exception {
    ValueGrid nothing = ValueGrid.sample(MAP, 0.5, place -> Double.NaN);
    List<SceneLayer> layers =
        List.of(
            new SceneLayer.Values(nothing, ValueScale.over("value", nothing)),
            new SceneLayer.Paths(List.of(new Trajectory(List.of(), TaskSuccess.UNDEFINED))));

    String svg = new ScenePicture("", MAP, layers).toSvg();

    Xml.parse(svg);
    assertThat(svg).doesNotContain("NaN");
  }

  private static Simulator mazes() {
    return ServiceLoader.load(Simulator.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(simulator -> simulator.name().equals("pointmaze"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void rolledOutEpisodesAreThoseOfAnEvaluationWithTheSameSeed() {
    Simulator mazes = mazes();
    SceneMap map = mazes.map(TaskReference.of(TASK)).orElseThrow();
    try (Environment environment = mazes.create(TASK);
        Policy policy = new StraightPolicy(environment.spec())) {
      List<Trajectory> paths = Trajectories.of(environment, policy, map, 3, 5);
      EvaluationReport report = Evaluation.of(environment, 3, 5).run(policy);
      Observation first = Observation.of(environment.spec());
      environment.reset(new EnvironmentLoop(environment, 5, "evaluation").seedOf(0), first);

      assertThat(paths).hasSize(3);
      assertThat(paths.getFirst().points().getFirst())
          .isEqualTo(ScenePosition.of(environment.spec(), map).of(first));
      for (int i = 0; i < 3; i++) {
        assertThat(paths.get(i).points()).hasSize(report.episodes().get(i).length() + 1);
        assertThat(paths.get(i).success()).isEqualTo(report.episodes().get(i).success());
      }
    }
  }

  @Test
  void positionIsReadWhereItWasWritten() {
    Simulator mazes = mazes();
    SceneMap map = mazes.map(TaskReference.of(TASK)).orElseThrow();
    try (Environment environment = mazes.create(TASK)) {
      Observation observation = Observation.of(environment.spec());
      ScenePosition position = ScenePosition.of(environment.spec(), map);

      position.move(observation, new Point(3.2, 1.2));

      assertThat(position.of(observation).x()).isCloseTo(3.2, within(1e-6));
      assertThat(position.of(observation).y()).isCloseTo(1.2, within(1e-6));
      assertThat(observation.get(0, map.xChannel()))
          .isCloseTo((float) (3.2 - map.offset().x()), within(1e-6f));
    }
  }

  /** Pushes along the first axis for ever. */
  private record StraightPolicy(EnvironmentSpec spec) implements Policy {
    @Override
    public long version() {
      return 0;
    }

    @Override
    public PolicySession beginBestOf(int candidates, long seed) {
      throw new UnsupportedOperationException("drives straight ahead");
    }

    @Override
    public PolicySession begin(ActionMode mode, long seed) {
      return new PolicySession() {
        @Override
        public void act(Observation observation, float[] action) {
          action[0] = 1;
          action[1] = 0;
        }

        @Override
        public void restart(long seed) {}

        @Override
        public void close() {}
      };
    }

    @Override
    public void close() {}
  }

  @Test
  void recordedEpisodesLieInTheFreeCellsOfTheMaze() {
    Simulator mazes = mazes();
    SceneMap map = mazes.map(TaskReference.of(TASK)).orElseThrow();
    try (Dataset dataset = mazes.collect(TASK, new CollectionOptions(3000, 0.1, 0, 1))) {
      List<Trajectory> paths = Trajectories.of(dataset, map, 5);
      ValueGrid density = ValueGrid.density(dataset, map, 0.25);
      ValueGrid free = ValueGrid.sample(map, 0.25, place -> 1);

      assertThat(paths).hasSize(Math.min(5, dataset.episodes().size()));
      assertThat(paths.getFirst().points()).hasSize(dataset.episodes().getFirst().length() + 1);
      double counted = 0;
      for (int row = 0; row < density.rows(); row++) {
        for (int column = 0; column < density.columns(); column++) {
          if (!Double.isNaN(density.at(column, row))) {
            assertThat(free.at(column, row)).as("cell %d, %d", column, row).isEqualTo(1);
            counted += Math.pow(10, density.at(column, row));
          }
        }
      }
      assertThat(Math.round(counted)).isEqualTo(dataset.transitions());
    }
  }
}
