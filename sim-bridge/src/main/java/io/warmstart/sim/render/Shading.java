package io.warmstart.sim.render;

/**
 * Gives every pixel the light that comes from what is seen there: ambient light that is stronger
 * from above, diffuse and specular light of the lamp, squares of a chequered material, haze. Each
 * point is shaded in its shape's own coordinates, so no normal is ever rotated.
 *
 * @see <a href="https://doi.org/10.1145/563858.563893">Blinn, Models of light reflection for
 *     computer synthesized pictures, 1977</a>
 */
final class Shading {
  /** Floats per shape in {@link #shapes}. */
  private static final int STRIDE = 44;

  private static final int EYE = 0;
  private static final int RIGHT = 3;
  private static final int DOWN = 6;
  private static final int FORWARD = 9;
  private static final int LAMP = 12;
  private static final int UP = 15;
  private static final int SHADOW = 18;
  private static final int COLOUR = 30;
  private static final int OTHER = 33;
  private static final int SQUARES = 36;
  private static final int SPECULAR = 37;

  /** Ambient light from the side, relative to that from above; from below it is twice as weak. */
  private static final float SIDE = 0.72f;

  private final Visibility seen;
  private final ShadowMap shadows;
  private final double[] matrix = new double[12];
  private final float[] sky = new float[3];
  private float[] shapes = new float[0];
  private float ambient;
  private float intensity;
  private float haze;

  /** Metres that a cell of the shadow map covers. */
  private float cell;

  /** What is seen at the pixel that is shaded now: metres, normal, line of sight. */
  private float depth;

  private float nx;
  private float ny;
  private float nz;
  private float vx;
  private float vy;
  private float vz;

  Shading(Visibility seen, ShadowMap shadows) {
    this.seen = seen;
    this.shadows = shadows;
  }

  /**
   * Shades all pixels.
   *
   * @param linear receives red, green and blue light per pixel, row-major, about 0 to 1
   */
  void draw(Scene scene, Camera camera, float[] linear) {
    prepare(scene, camera);
    Background behind = scene.background();
    for (int row = 0; row < seen.height; row++) {
      float share = seen.height == 1 ? 0 : row / (seen.height - 1f);
      for (int k = 0; k < 3; k++) {
        float top = Material.linear(behind.topRgb(), 16 - 8 * k);
        sky[k] = top + share * (Material.linear(behind.bottomRgb(), 16 - 8 * k) - top);
      }
      for (int column = 0; column < seen.width; column++) {
        int pixel = row * seen.width + column;
        int triangle = seen.nearest[pixel];
        if (triangle < 0) {
          System.arraycopy(sky, 0, linear, 3 * pixel, 3);
        } else {
          Mesh mesh = scene.shapes().get(seen.corners[4 * triangle]).mesh();
          shade(triangle, mesh, column + 0.5f, row + 0.5f, linear, 3 * pixel);
        }
      }
    }
  }

  private void prepare(Scene scene, Camera camera) {
    ambient = (float) scene.light().ambient();
    intensity = (float) scene.light().intensity();
    cell = shadows.cellMetres();
    haze = (float) (scene.background().hazeMetres() * scene.background().hazeMetres());
    int count = scene.shapes().size();
    if (shapes.length < STRIDE * count) {
      shapes = new float[STRIDE * count];
    }
    double pixel = 2 * camera.tangent / seen.height;
    for (int i = 0; i < count; i++) {
      Shape shape = scene.shapes().get(i);
      int at = STRIDE * i;
      double[] axes = camera.axes;
      Vector3 lamp = scene.light().towards();
      turn(shape, axes[0] * pixel, axes[1] * pixel, axes[2] * pixel, at + RIGHT);
      turn(shape, axes[3] * pixel, axes[4] * pixel, axes[5] * pixel, at + DOWN);
      turn(shape, axes[6], axes[7], axes[8], at + FORWARD);
      turn(shape, lamp.x(), lamp.y(), lamp.z(), at + LAMP);
      turn(shape, 0, 0, 1, at + UP);
      turn(
          shape,
          camera.position[0] - shape.position[0],
          camera.position[1] - shape.position[1],
          camera.position[2] - shape.position[2],
          at + EYE);
      shadows.matrix(shape, matrix);
      for (int k = 0; k < 12; k++) {
        shapes[at + SHADOW + k] = (float) matrix[k];
      }
      surface(shape.material(), at);
    }
  }

  /** A direction of the world in a shape's own coordinates. */
  private void turn(Shape shape, double x, double y, double z, int at) {
    double[] r = shape.rotation;
    shapes[at] = (float) (r[0] * x + r[3] * y + r[6] * z);
    shapes[at + 1] = (float) (r[1] * x + r[4] * y + r[7] * z);
    shapes[at + 2] = (float) (r[2] * x + r[5] * y + r[8] * z);
  }

  private void surface(Material material, int at) {
    for (int k = 0; k < 3; k++) {
      shapes[at + COLOUR + k] = Material.linear(material.rgb(), 16 - 8 * k);
      shapes[at + OTHER + k] = Material.linear(material.checkerRgb(), 16 - 8 * k);
    }
    double metres = material.checkerMetres();
    shapes[at + SQUARES] = metres == 0 ? 0 : (float) (1 / metres);
    shapes[at + SPECULAR] = (float) material.specular();
  }

  private void shade(int triangle, Mesh mesh, float x, float y, float[] linear, int to) {
    int at = STRIDE * seen.corners[4 * triangle];
    locate(triangle, mesh, x, y);
    look(at, x - 0.5f * seen.width, y - 0.5f * seen.height);
    float facing = nx * shapes[at + LAMP] + ny * shapes[at + LAMP + 1] + nz * shapes[at + LAMP + 2];
    float lit = facing > 0 ? intensity * shadow(at, facing) : 0;
    float upward = nx * shapes[at + UP] + ny * shapes[at + UP + 1] + nz * shapes[at + UP + 2];
    float diffuse = ambient * (SIDE + (1 - SIDE) * upward) + lit * Math.max(0, facing);
    float shine = lit > 0 && shapes[at + SPECULAR] > 0 ? lit * shine(at, facing) : 0;
    float other = shapes[at + SQUARES] > 0 ? squares(at, 9 * triangle) : 0;
    float clear = haze == 0 ? 1 : haze / (haze + depth * depth);
    for (int k = 0; k < 3; k++) {
      float own = shapes[at + COLOUR + k];
      float colour = own + other * (shapes[at + OTHER + k] - own);
      linear[to + k] = sky[k] + clear * (colour * diffuse + shine - sky[k]);
    }
  }

  /** Depth and unit normal at a pixel. */
  private void locate(int triangle, Mesh mesh, float x, float y) {
    float[] planes = seen.planes;
    int p = 9 * triangle;
    float e0 = planes[p] * x + planes[p + 1] * y + planes[p + 2];
    float e1 = planes[p + 3] * x + planes[p + 4] * y + planes[p + 5];
    float e2 = planes[p + 6] * x + planes[p + 7] * y + planes[p + 8];
    depth = 1 / (e0 + e1 + e2);
    int a = 3 * seen.corners[4 * triangle + 1];
    int b = 3 * seen.corners[4 * triangle + 2];
    int c = 3 * seen.corners[4 * triangle + 3];
    float[] normals = mesh.normals;
    float x3 = e0 * normals[a] + e1 * normals[b] + e2 * normals[c];
    float y3 = e0 * normals[a + 1] + e1 * normals[b + 1] + e2 * normals[c + 1];
    float z3 = e0 * normals[a + 2] + e1 * normals[b + 2] + e2 * normals[c + 2];
    float unit = 1 / (float) Math.sqrt(x3 * x3 + y3 * y3 + z3 * z3);
    nx = x3 * unit;
    ny = y3 * unit;
    nz = z3 * unit;
  }

  /**
   * Line of sight through a pixel, given from the picture's middle; 1 m along the camera's axis.
   */
  private void look(int at, float across, float along) {
    float[] s = shapes;
    vx = s[at + FORWARD] + across * s[at + RIGHT] + along * s[at + DOWN];
    vy = s[at + FORWARD + 1] + across * s[at + RIGHT + 1] + along * s[at + DOWN + 1];
    vz = s[at + FORWARD + 2] + across * s[at + RIGHT + 2] + along * s[at + DOWN + 2];
  }

  /**
   * Share of the lamp's light that arrives, looked up a little above the surface: the more the
   * light grazes it, the more its own depth changes within a cell of the map.
   */
  private float shadow(int at, float facing) {
    float[] s = shapes;
    float above = cell * (0.4f + 1.8f * (float) Math.sqrt(Math.max(0, 1 - facing * facing)));
    float x = s[at + EYE] + depth * vx + above * nx;
    float y = s[at + EYE + 1] + depth * vy + above * ny;
    float z = s[at + EYE + 2] + depth * vz + above * nz;
    int m = at + SHADOW;
    return shadows.light(
        s[m] * x + s[m + 1] * y + s[m + 2] * z + s[m + 3],
        s[m + 4] * x + s[m + 5] * y + s[m + 6] * z + s[m + 7],
        s[m + 8] * x + s[m + 9] * y + s[m + 10] * z + s[m + 11]);
  }

  /** Highlight: the normal's agreement with the direction halfway between lamp and eye. */
  private float shine(int at, float facing) {
    float toEye = -1 / (float) Math.sqrt(vx * vx + vy * vy + vz * vz);
    float lamp = shapes[at + LAMP] * vx + shapes[at + LAMP + 1] * vy + shapes[at + LAMP + 2] * vz;
    float normal = nx * vx + ny * vy + nz * vz;
    float halfway = (float) Math.sqrt(2.0001f + 2 * toEye * lamp);
    return shapes[at + SPECULAR] * power32(Math.max(0, (facing + toEye * normal) / halfway));
  }

  /** Share of the second colour within the pixel. */
  private float squares(int at, int p) {
    float[] s = shapes;
    float[] planes = seen.planes;
    float right = -depth * depth * (planes[p] + planes[p + 3] + planes[p + 6]);
    float down = -depth * depth * (planes[p + 1] + planes[p + 4] + planes[p + 7]);
    float wide =
        Math.abs(right * vx + depth * s[at + RIGHT]) + Math.abs(down * vx + depth * s[at + DOWN]);
    float high =
        Math.abs(right * vy + depth * s[at + RIGHT + 1])
            + Math.abs(down * vy + depth * s[at + DOWN + 1]);
    float scale = s[at + SQUARES];
    float x = scale * (s[at + EYE] + depth * vx);
    float y = scale * (s[at + EYE + 1] + depth * vy);
    return 0.5f - 0.5f * wave(x, wide * scale) * wave(y, high * scale);
  }

  private static float power32(float value) {
    float two = value * value;
    float four = two * two;
    float eight = four * four;
    float sixteen = eight * eight;
    return sixteen * sixteen;
  }

  /**
   * Mean over a window of the square wave that is 1 in squares of even number and -1 in others, so
   * that far squares blur instead of flickering.
   *
   * @param middle of the window, in squares
   * @param width of the window, in squares
   */
  static float wave(float middle, float width) {
    float window = Math.max(width, 1e-3f);
    return (triangle(middle + 0.5f * window) - triangle(middle - 0.5f * window)) / window;
  }

  /** Integral of the wave: rises from 0 to 1 over an even square and falls back over an odd one. */
  private static float triangle(float place) {
    float halves = 0.5f * place;
    float share = halves - (float) Math.floor(halves);
    return 1 - Math.abs(1 - 2 * share);
  }
}
