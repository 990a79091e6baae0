package io.warmstart.sim.render;

import java.util.Arrays;

/** Collects vertices and triangles. */
final class MeshBuilder {
  private float[] positions = new float[96];
  private float[] normals = new float[96];
  private int[] triangles = new int[96];
  private int vertices;
  private int corners;

  /**
   * Adds a vertex.
   *
   * @param nx first coordinate of the outward normal, of length 1
   * @return its number
   */
  int vertex(double x, double y, double z, double nx, double ny, double nz) {
    int at = 3 * vertices;
    if (at == positions.length) {
      positions = Arrays.copyOf(positions, 2 * at);
      normals = Arrays.copyOf(normals, 2 * at);
    }
    positions[at] = (float) x;
    positions[at + 1] = (float) y;
    positions[at + 2] = (float) z;
    normals[at] = (float) nx;
    normals[at + 1] = (float) ny;
    normals[at + 2] = (float) nz;
    return vertices++;
  }

  /** Adds a triangle, counter-clockwise seen from outside. */
  void triangle(int a, int b, int c) {
    if (corners == triangles.length) {
      triangles = Arrays.copyOf(triangles, 2 * corners);
    }
    triangles[corners++] = a;
    triangles[corners++] = b;
    triangles[corners++] = c;
  }

  /** Adds two triangles, counter-clockwise seen from outside. */
  void quad(int a, int b, int c, int d) {
    triangle(a, b, c);
    triangle(a, c, d);
  }

  /** The mesh, without triangles that have no area. */
  Mesh build(boolean solid) {
    int kept = 0;
    for (int t = 0; t < corners; t += 3) {
      if (hasArea(triangles[t], triangles[t + 1], triangles[t + 2])) {
        System.arraycopy(triangles, t, triangles, kept, 3);
        kept += 3;
      }
    }
    return new Mesh(
        Arrays.copyOf(positions, 3 * vertices),
        Arrays.copyOf(normals, 3 * vertices),
        Arrays.copyOf(triangles, kept),
        solid);
  }

  private boolean hasArea(int a, int b, int c) {
    double ux = positions[3 * b] - positions[3 * a];
    double uy = positions[3 * b + 1] - positions[3 * a + 1];
    double uz = positions[3 * b + 2] - positions[3 * a + 2];
    double vx = positions[3 * c] - positions[3 * a];
    double vy = positions[3 * c + 1] - positions[3 * a + 1];
    double vz = positions[3 * c + 2] - positions[3 * a + 2];
    double nx = uy * vz - uz * vy;
    double ny = uz * vx - ux * vz;
    double nz = ux * vy - uy * vx;
    double longest = ux * ux + uy * uy + uz * uz + vx * vx + vy * vy + vz * vz;
    return nx * nx + ny * ny + nz * nz > 1e-12 * longest * longest;
  }
}
