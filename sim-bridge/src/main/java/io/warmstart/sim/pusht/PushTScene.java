package io.warmstart.sim.pusht;

import io.warmstart.core.environment.Picture;
import io.warmstart.sim.render.Background;
import io.warmstart.sim.render.Camera;
import io.warmstart.sim.render.Light;
import io.warmstart.sim.render.Material;
import io.warmstart.sim.render.Mesh;
import io.warmstart.sim.render.Scene;
import io.warmstart.sim.render.Shape;
import io.warmstart.sim.render.Studio;
import io.warmstart.sim.render.Vector3;
import java.util.ArrayList;
import java.util.List;

/** Table, rim, mark of the goal, block and pusher for people to look at; metres. */
final class PushTScene {
  private static final double HEIGHT = 0.024;
  private static final double RIM = 0.012;
  private static final double PUSHER_HEIGHT = 0.07;
  private static final Material WOOD = Material.of(0xB98B5E);

  private final Shape block =
      new Shape(Mesh.prism(Tee.outline(), HEIGHT), Material.of(0x5B6B7F).withSpecular(0.3));
  private final Shape pusher =
      new Shape(
          Mesh.cylinder(PushTPhysics.PUSHER_RADIUS, PUSHER_HEIGHT),
          Material.of(0x2F62D9).withSpecular(0.5));
  private final Studio studio;

  PushTScene(Pose goal) {
    double middle = PushTPhysics.SIZE / 2;
    List<Shape> shapes = new ArrayList<>();
    shapes.add(new Shape(Mesh.plane(4, 4), Material.of(0xE4E1DB)).at(middle, middle, -0.02));
    shapes.add(
        new Shape(Mesh.box(PushTPhysics.SIZE, PushTPhysics.SIZE, 0.02), Material.of(0xF3EFE7))
            .at(middle, middle, -0.01));
    Shape mark = Shape.withoutShadow(Mesh.prism(Tee.outline(), 0.001), Material.of(0x8FD694));
    shapes.add(mark.at(goal.x(), goal.y(), 0.0005).turned(goal.angle()));
    double length = PushTPhysics.SIZE + 2 * RIM;
    for (int side = -1; side <= 1; side += 2) {
      double offset = middle + side * (middle + RIM / 2);
      shapes.add(new Shape(Mesh.box(RIM, length, 0.03), WOOD).at(offset, middle, 0));
      shapes.add(new Shape(Mesh.box(length, RIM, 0.03), WOOD).at(middle, offset, 0));
    }
    shapes.add(block);
    shapes.add(pusher);
    studio =
        new Studio(
            new Scene(
                shapes,
                new Light(new Vector3(-0.5, -0.4, 1.3), 0.4, 0.75),
                new Background(0xDFE8F1, 0xF4F6F8, 4)),
            new Camera(
                new Vector3(middle, middle - 0.52, 0.78),
                new Vector3(middle, middle - 0.01, 0),
                Vector3.UP,
                40));
  }

  Picture picture(Pose pose, double pusherX, double pusherY, int height, int width) {
    block.at(pose.x(), pose.y(), HEIGHT / 2 + 0.001).turned(pose.angle());
    pusher.at(pusherX, pusherY, PUSHER_HEIGHT / 2 + 0.001);
    return studio.picture(height, width);
  }
}
