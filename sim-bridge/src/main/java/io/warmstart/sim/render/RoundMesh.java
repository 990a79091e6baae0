package io.warmstart.sim.render;

/** Surfaces of revolution about z: rings of vertices from the upper to the lower end. */
final class RoundMesh {
  private final MeshBuilder builder = new MeshBuilder();
  private final int segments;
  private int previous = -1;
  private int lastRing = -1;

  private RoundMesh(int segments) {
    this.segments = segments;
  }

  /** A capsule; a sphere if the length is 0. */
  static Mesh capsule(double radius, double length, int segments) {
    Mesh.positive("radius", radius);
    RoundMesh mesh = new RoundMesh(segments);
    int rings = segments / 4;
    for (int i = 0; i <= rings; i++) {
      mesh.latitude(Math.PI / 2 * i / rings, radius, length / 2);
    }
    for (int i = length == 0 ? 1 : 0; i <= rings; i++) {
      mesh.latitude(Math.PI / 2 * (rings + i) / rings, radius, -length / 2);
    }
    return mesh.builder.build(true);
  }

  private void latitude(double polar, double radius, double centre) {
    double sin = StrictMath.sin(polar);
    double cos = StrictMath.cos(polar);
    ring(radius * sin, centre + radius * cos, sin, cos);
    join();
  }

  /** A cylinder; its edges are broken by a twentieth of the radius, so that they catch light. */
  static Mesh cylinder(double radius, double length, int segments) {
    Mesh.positive("radius", radius);
    Mesh.positive("length", length);
    RoundMesh mesh = new RoundMesh(segments);
    double bevel = Math.min(0.05 * radius, 0.2 * length);
    double top = length / 2;
    double slope = Math.sqrt(0.5);
    mesh.band(0, top, radius - bevel, top, 0, 1);
    mesh.band(radius - bevel, top, radius, top - bevel, slope, slope);
    mesh.band(radius, top - bevel, radius, bevel - top, 1, 0);
    mesh.band(radius, bevel - top, radius - bevel, -top, slope, -slope);
    mesh.band(radius - bevel, -top, 0, -top, 0, -1);
    return mesh.builder.build(true);
  }

  /** A flat ring seen from above; a disc if the inner radius is 0. */
  static Mesh ring(double inner, double outer, int segments) {
    if (!(outer > inner) || Double.isInfinite(outer)) {
      throw new IllegalArgumentException(
          "outer radius = " + outer + " m must be finite and above " + inner);
    }
    RoundMesh mesh = new RoundMesh(segments);
    mesh.band(inner, 0, outer, 0, 0, 1);
    return mesh.builder.build(false);
  }

  /** Part of a cone with one normal along each line; from (radius, height) to (radius, height). */
  private void band(double r0, double z0, double r1, double z1, double across, double along) {
    previous = -1;
    ring(r0, z0, across, along);
    join();
    ring(r1, z1, across, along);
    join();
  }

  private void ring(double radius, double z, double normalAcross, double normalAlong) {
    for (int i = 0; i < segments; i++) {
      double angle = 2 * Math.PI * i / segments;
      double cos = StrictMath.cos(angle);
      double sin = StrictMath.sin(angle);
      lastRing =
          builder.vertex(
                  radius * cos,
                  radius * sin,
                  z,
                  normalAcross * cos,
                  normalAcross * sin,
                  normalAlong)
              - i;
    }
  }

  /** Joins the last ring with the one above it, if there is one. */
  private void join() {
    for (int i = 0; i < segments && previous >= 0; i++) {
      int next = (i + 1) % segments;
      builder.quad(previous + i, lastRing + i, lastRing + next, previous + next);
    }
    previous = lastRing;
  }
}
