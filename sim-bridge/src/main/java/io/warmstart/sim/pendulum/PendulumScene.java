package io.warmstart.sim.pendulum;

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
import java.util.List;

/** The rod in front of its stand; positive angles turn it to the left, as Gymnasium draws it. */
final class PendulumScene {
  private static final double LENGTH = 1;
  private static final double PIVOT = 1.3;
  private static final Material STEEL = Material.of(0x3B4450).withSpecular(0.4);

  private final Shape rod =
      new Shape(Mesh.capsule(0.055, LENGTH - 0.1), Material.of(0xE6792B).withSpecular(0.4));
  private final Shape weight =
      new Shape(Mesh.sphere(0.13), Material.of(0xE6792B).withSpecular(0.4));
  private final Studio studio;

  PendulumScene() {
    Vector3 pivot = new Vector3(0, 0, PIVOT);
    Shape axle =
        new Shape(Mesh.cylinder(0.09, 0.34), STEEL).between(pivot, new Vector3(0, 0.2, PIVOT));
    Shape post =
        new Shape(Mesh.roundedBox(0.16, 0.1, PIVOT + 0.12, 0.03), Material.of(0x8D9AAB))
            .at(0, 0.2, (PIVOT + 0.12) / 2);
    Shape foot =
        new Shape(Mesh.roundedBox(0.7, 0.5, 0.16, 0.03), Material.of(0x8D9AAB)).at(0, 0.2, 0);
    Shape floor = new Shape(Mesh.plane(60, 60), Material.of(0xECE8E1).withChecker(0xE2DDD4, 0.5));
    studio =
        new Studio(
            new Scene(
                List.of(rod, weight, axle, post, foot, floor),
                new Light(new Vector3(-0.6, -0.8, 1.2), 0.36, 0.8),
                new Background(0xDFE8F1, 0xF4F6F8, 14)),
            new Camera(new Vector3(0.9, -4.6, 2.1), new Vector3(0, 0, 1.2), Vector3.UP, 36));
  }

  /** A picture of the rod at an angle from upright, radians. */
  Picture picture(double angle, int height, int width) {
    double x = -LENGTH * StrictMath.sin(angle);
    double z = LENGTH * StrictMath.cos(angle);
    rod.between(new Vector3(0, 0, PIVOT), new Vector3(x, 0, PIVOT + z));
    weight.at(x, 0, PIVOT + z);
    return studio.picture(height, width);
  }
}
