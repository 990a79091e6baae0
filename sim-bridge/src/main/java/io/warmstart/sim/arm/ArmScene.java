package io.warmstart.sim.arm;

import io.warmstart.core.environment.Picture;
import io.warmstart.sim.render.Background;
import io.warmstart.sim.render.Camera;
import io.warmstart.sim.render.Light;
import io.warmstart.sim.render.Material;
import io.warmstart.sim.render.Mesh;
import io.warmstart.sim.render.Renderer;
import io.warmstart.sim.render.Scene;
import io.warmstart.sim.render.Shape;
import io.warmstart.sim.render.Studio;
import io.warmstart.sim.render.Vector3;
import java.util.ArrayList;
import java.util.List;

/**
 * What a world looks like: a light arm with dark joints, objects in orange, fixtures in blue, the
 * goal as a green mark that nothing collides with; and two cameras, on the hand and beside the
 * table. Shapes take the places of the bodies before each frame.
 */
final class ArmScene {
  private static final Material SHELL = Material.of(0xDADDE2).withSpecular(0.35);
  private static final Material DARK = Material.of(0x4A4F57).withSpecular(0.25);
  private static final Material FINGER = Material.of(0x2B2E33).withSpecular(0.15);
  private static final Material TABLE = Material.of(0xB9986C).withChecker(0xB08F63, 0.1);
  private static final Material OBJECT = Material.of(0xE0672C).withSpecular(0.2);
  private static final Material FIXTURE = Material.of(0x3F6FB5).withSpecular(0.15);
  private static final Material GOAL = Material.of(0x2FAE4E).withSpecular(0.1);
  private static final Material FLOOR = Material.of(0x8C9096);
  private static final Background WALLS = new Background(0xC3CAD3, 0x767C84, 0);
  private static final double ROUNDED = 0.003;

  /** The camera on the hand: before the palm on the side away from the base, m. */
  private static final double[] EYE = {-0.085, 0, 0.01};

  /** Turn of that camera towards the fingers, rad. */
  private static final double NOD = 0.42;

  private static final double WRIST_VIEW = 70;
  private static final double SIDE_VIEW = 37;

  private final ArmWorld world;
  private final Scene scene;
  private final Studio studio;
  private final Shape[] links = new Shape[ArmModel.JOINTS];
  private final Shape[] housings = new Shape[ArmModel.JOINTS];
  private final Shape[] fingers = new Shape[2];
  private final List<Shape> objects = new ArrayList<>();
  private final List<Shape> held = new ArrayList<>();
  private final Camera wrist = new Camera(WRIST_VIEW);
  private final Camera side =
      new Camera(new Vector3(1.3, -0.85, 0.72), new Vector3(0.34, 0, 0.24), Vector3.UP, SIDE_VIEW);
  private final Kinematics kinematics = new Kinematics();
  private final double[] q = new double[ArmModel.JOINTS];
  private final double[] position = new double[3];
  private final double[] rotation = new double[9];

  /**
   * The look of a world.
   *
   * @param mark of the goal
   * @param goal of the episode, m
   * @param brightness of the light, 1 as usual
   */
  ArmScene(ArmWorld world, ArmTask.Mark mark, double[] goal, double brightness) {
    this.world = world;
    List<Shape> shapes = new ArrayList<>();
    shapes.add(new Shape(Mesh.plane(9, 9), FLOOR).at(0, 0, -0.4));
    addArm(shapes);
    for (Block block : world.blocks()) {
      add(block, shapes);
    }
    switch (mark) {
      case NONE -> {}
      case BALL ->
          shapes.add(Shape.withoutShadow(Mesh.sphere(0.02), GOAL).at(goal[0], goal[1], goal[2]));
      case DISC -> shapes.add(new Shape(Mesh.disc(0.04), GOAL).at(goal[0], goal[1], 0.001));
    }
    Light usual = Light.studio();
    Light light =
        new Light(
            usual.towards(),
            Math.min(1, usual.ambient() * brightness),
            Math.min(4, usual.intensity() * brightness));
    scene = new Scene(shapes, light, WALLS);
    studio = new Studio(scene, side);
  }

  private void addArm(List<Shape> shapes) {
    double column = ArmModel.OFFSET[0];
    double wide = 1.25 * ArmModel.LINKS.getFirst().radius();
    shapes.add(new Shape(Mesh.cylinder(wide, column), DARK).at(0, 0, 0.5 * column));
    for (int i = 0; i < ArmModel.JOINTS - 1; i++) {
      ArmModel.LinkShape link = ArmModel.LINKS.get(i);
      links[i] = new Shape(Mesh.capsule(link.radius(), link.length()), SHELL);
      double length = ArmModel.ACROSS[i] ? 2.5 * link.radius() : 0.03;
      housings[i] = new Shape(Mesh.cylinder(1.02 * link.radius(), length), DARK);
    }
    double[] hand = ArmModel.HAND;
    int last = ArmModel.JOINTS - 1;
    links[last] = new Shape(Mesh.roundedBox(hand[0], hand[1], hand[2], 0.012), SHELL);
    housings[last] = new Shape(Mesh.cylinder(0.036, 0.03), DARK);
    double[] size = ArmModel.FINGER;
    for (int side = 0; side < 2; side++) {
      fingers[side] = new Shape(Mesh.roundedBox(size[0], size[1], size[2], ROUNDED), FINGER);
      shapes.add(fingers[side]);
    }
    shapes.addAll(List.of(links));
    shapes.addAll(List.of(housings));
  }

  private void add(Block block, List<Shape> shapes) {
    double x = block.sizeX();
    double y = block.sizeY();
    double z = block.sizeZ();
    Shape shape =
        switch (block.kind()) {
          case TABLE -> new Shape(Mesh.box(x, y, z), TABLE);
          case FIXTURE -> new Shape(Mesh.box(x, y, z), FIXTURE);
          case OBJECT, HELD -> new Shape(Mesh.roundedBox(x, y, z, ROUNDED), OBJECT);
        };
    shapes.add(shape.at(block.x(), block.y(), block.z()).turned(block.yaw()));
    switch (block.kind()) {
      case TABLE, FIXTURE -> {}
      case OBJECT -> objects.add(shape);
      case HELD -> held.add(shape);
    }
  }

  /** Moves every shape and the camera on the hand to where the bodies are. */
  void follow() {
    for (int i = 0; i < ArmModel.JOINTS; i++) {
      q[i] = world.angle(i);
    }
    kinematics.place(q);
    for (int i = 0; i < ArmModel.JOINTS; i++) {
      double[] turn = kinematics.rotation(i);
      from(i, 0, 0, ArmModel.LINKS.get(i).centre());
      links[i].place(turn, position);
      from(i, 0, 0, 0);
      housings[i].place(ArmModel.ACROSS[i] ? lying(turn) : turn, position);
    }
    for (int side = 0; side < 2; side++) {
      world.fingerPose(side, position, rotation);
      fingers[side].place(rotation, position);
    }
    for (int i = 0; i < objects.size(); i++) {
      world.objectPose(i, position, rotation);
      objects.get(i).place(rotation, position);
    }
    for (Shape shape : held) {
      world.heldPose(position, rotation);
      shape.place(rotation, position);
    }
    look();
  }

  /** The place at (x, y, z) of the frame of link {@code i}. */
  private void from(int i, double x, double y, double z) {
    for (int k = 0; k < 3; k++) {
      position[k] = kinematics.origin(i, k);
    }
    Rotation.addRotated(kinematics.rotation(i), x, y, z, position, 0);
  }

  /** A turn whose z is the y of {@code turn}: what stands along z lies along the joint's axis. */
  private double[] lying(double[] turn) {
    for (int row = 0; row < 9; row += 3) {
      rotation[row] = turn[row];
      rotation[row + 1] = -turn[row + 2];
      rotation[row + 2] = turn[row + 1];
    }
    return rotation;
  }

  /** The picture's top points away from the base when the hand points down. */
  private void look() {
    int hand = ArmModel.JOINTS - 1;
    double[] turn = kinematics.rotation(hand);
    double c = Math.cos(NOD);
    double s = Math.sin(NOD);
    for (int row = 0; row < 9; row += 3) {
      rotation[row] = -turn[row + 1];
      rotation[row + 1] = c * turn[row] - s * turn[row + 2];
      rotation[row + 2] = c * turn[row + 2] + s * turn[row];
    }
    from(hand, EYE[0], EYE[1], EYE[2]);
    wrist.place(rotation, position);
  }

  /** Draws what the camera on the hand sees; call {@link #follow} first. */
  void drawWrist(Renderer renderer) {
    renderer.draw(scene, wrist);
  }

  /** Draws what the camera beside the table sees; call {@link #follow} first. */
  void drawSide(Renderer renderer) {
    renderer.draw(scene, side);
  }

  /** A picture for people, from beside the table. */
  Picture picture(int height, int width) {
    follow();
    return studio.picture(height, width);
  }
}
