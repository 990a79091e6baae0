package io.warmstart.sim.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.warmstart.engine.Philox;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class RendererTest {
  private static final int SIZE = 64;
  private static final Background SKY = Background.of(0x0000FF);
  private static final Light ABOVE = new Light(Vector3.UP, 0.3, 0.8);
  private static final Material GREY = Material.of(0x808080);

  private static Camera along(double fieldOfView) {
    return new Camera(new Vector3(-3, 0, 0), new Vector3(0, 0, 0), Vector3.UP, fieldOfView);
  }

  private static Camera downwards(double height) {
    return new Camera(new Vector3(0, 0, height), new Vector3(0, 0, 0), new Vector3(0, 1, 0), 60);
  }

  private static Renderer drawn(Camera camera, Light light, Shape... shapes) {
    Renderer renderer = new Renderer(SIZE, SIZE);
    renderer.draw(new Scene(List.of(shapes), light, SKY), camera);
    return renderer;
  }

  private static float[] depth(Renderer renderer) {
    float[] depth = new float[SIZE * SIZE];
    renderer.copyDepth(depth, -1);
    return depth;
  }

  private static int[] pixel(Renderer renderer, int row, int column) {
    byte[] rgb = new byte[3 * renderer.height() * renderer.width()];
    renderer.copyRgb(rgb);
    int at = 3 * (row * renderer.width() + column);
    return new int[] {rgb[at] & 0xFF, rgb[at + 1] & 0xFF, rgb[at + 2] & 0xFF};
  }

  @Test
  void depthIsMetresAlongTheLineOfSight() {
    float[] ball = depth(drawn(along(40), ABOVE, new Shape(Mesh.sphere(0.5), GREY)));
    assertThat(ball[SIZE / 2 * SIZE + SIZE / 2]).isCloseTo(2.5f, within(0.005f));
    assertThat(ball[0]).isEqualTo(-1);

    // The side of a box that faces the camera has one depth, whatever the angle it is seen at.
    float[] wall = depth(drawn(along(40), ABOVE, new Shape(Mesh.box(1, 9, 9), GREY)));
    for (float metres : wall) {
      assertThat(metres).isCloseTo(2.5f, within(1e-5f));
    }
  }

  @Test
  void sizeFollowsPerspective() {
    // The near side, 1 m wide at 2.5 m, in a picture that is 2 · 2.5 · tan(30°) m high there.
    float[] depth = depth(drawn(along(60), ABOVE, new Shape(Mesh.box(1, 1, 1), GREY)));
    int covered = 0;
    for (int column = 0; column < SIZE; column++) {
      covered += depth[SIZE / 2 * SIZE + column] > 0 ? 1 : 0;
    }
    assertThat(covered).isEqualTo((int) Math.round(SIZE / (5 * Math.tan(Math.PI / 6))));
  }

  @Test
  void rightIsRightAndUpIsUp() {
    Shape left = new Shape(Mesh.box(0.4, 0.4, 0.4), Material.of(0xFF0000)).at(0, 0.6, 0.6);
    Renderer renderer = drawn(along(60), ABOVE, left);
    assertThat(pixel(renderer, SIZE / 4, SIZE / 4)[0]).isGreaterThan(50);
    assertThat(pixel(renderer, SIZE / 4, 3 * SIZE / 4)).containsExactly(0, 0, 255);
    assertThat(pixel(renderer, 3 * SIZE / 4, SIZE / 4)).containsExactly(0, 0, 255);
  }

  @Test
  void theNearerShapeHidesTheFartherInAnyOrder() {
    Shape near = new Shape(Mesh.sphere(0.3), Material.of(0xFF0000)).at(-1, 0, 0);
    Shape far = new Shape(Mesh.sphere(0.8), Material.of(0x00FF00)).at(0.5, 0, 0);
    int[] one = pixel(drawn(along(60), ABOVE, near, far), SIZE / 2, SIZE / 2);
    int[] other = pixel(drawn(along(60), ABOVE, far, near), SIZE / 2, SIZE / 2);
    assertThat(one).containsExactly(other);
    assertThat(one[0]).isGreaterThan(one[1]);
  }

  @Test
  void groundThatReachesBehindTheCameraIsDrawn() {
    Shape ground = new Shape(Mesh.plane(200, 200), GREY).at(0, 0, -1);
    float[] depth = depth(drawn(along(90), ABOVE, ground));
    for (int row = 0; row < SIZE; row++) {
      double slope = (row + 0.5 - SIZE / 2.0) / (SIZE / 2.0);
      double expected = slope > 0 ? 1 / slope : -1;
      assertThat(depth[row * SIZE + 7]).isCloseTo((float) expected, within(1e-3f));
    }
  }

  @Test
  void shapesBehindTheCameraAreNotDrawn() {
    assertThat(depth(drawn(along(60), ABOVE, new Shape(Mesh.sphere(0.5), GREY).at(-4, 0, 0))))
        .containsOnly(-1);
  }

  @Test
  void surfacesHaveNoGaps() {
    Camera camera = along(20);
    Philox random = Philox.of(3, "render", "gaps");
    for (int i = 0; i < 20; i++) {
      double angle = 7 * random.uniform(0, i);
      for (Mesh mesh : List.of(Mesh.sphere(1.6), Mesh.roundedBox(2.2, 2.2, 2.2, 0.3))) {
        assertThat(depth(drawn(camera, ABOVE, new Shape(mesh, GREY).turned(angle))))
            .doesNotContain(-1);
      }
    }
  }

  @Test
  void whatStandsInTheLightCastsAShadow() {
    Light slanted = new Light(new Vector3(1, 0, 1), 0.3, 0.8);
    Shape ground = new Shape(Mesh.plane(8, 8), GREY);
    // Light falls at 45°, so the shadow of a box 1 m above the ground lies 1 m to its left.
    Shape box = new Shape(Mesh.box(0.5, 0.5, 0.2), GREY).at(0, 0, 1);
    Camera camera = downwards(4);
    int shade = SIZE / 2 - (int) (SIZE / (8 * Math.tan(Math.PI / 6)));
    int[] dark = pixel(drawn(camera, slanted, ground, box), SIZE / 2, shade);
    int[] lit = pixel(drawn(camera, slanted, ground, box), SIZE / 2, SIZE - shade);
    assertThat(dark[0]).isLessThan(lit[0] - 40);
    int[] unshaded = pixel(drawn(camera, slanted.withoutShadows(), ground, box), SIZE / 2, shade);
    assertThat(unshaded).containsExactly(lit);
    Shape mark = Shape.withoutShadow(Mesh.box(0.5, 0.5, 0.2), GREY).at(0, 0, 1);
    assertThat(pixel(drawn(camera, slanted, ground, mark), SIZE / 2, shade)).containsExactly(lit);
  }

  @Test
  void lightIsAmbientPlusWhatTheLampGives() {
    // 0.3 from everywhere and 0.8 straight from above, on a surface that reflects (128 / 255)².
    int[] flat = pixel(drawn(downwards(4), ABOVE, new Shape(Mesh.plane(9, 9), GREY)), 9, 9);
    assertThat(flat[0]).isCloseTo((int) Math.rint(128 * Math.sqrt(1.1)), within(1));
    Material polished = GREY.withSpecular(1);
    int[] mirrored =
        pixel(drawn(downwards(4), ABOVE, new Shape(Mesh.plane(9, 9), polished)), 32, 32);
    assertThat(mirrored[0]).isGreaterThan(240);
  }

  @Test
  void squaresAlternateAndBlurWithDistance() {
    Material squares = Material.of(0x202020).withChecker(0xE0E0E0, 0.5);
    Renderer near = drawn(downwards(1), ABOVE, new Shape(Mesh.plane(90, 90), squares));
    int[] one = pixel(near, SIZE / 2 + 8, SIZE / 2 + 8);
    int[] next = pixel(near, SIZE / 2 + 8, SIZE / 2 - 8);
    assertThat(Math.abs(one[0] - next[0])).isGreaterThan(120);
    assertThat(pixel(near, SIZE / 2 - 8, SIZE / 2 - 8)).containsExactly(one);
    Renderer far = drawn(downwards(2000), ABOVE, new Shape(Mesh.plane(9000, 9000), squares));
    assertThat(pixel(far, 3, 5)[0]).isBetween(150, 180);
    assertThat(pixel(far, 40, 21)).containsExactly(pixel(far, 3, 5));
  }

  @Test
  void peoplesPicturesHaveSmoothEdges() {
    Renderer renderer = Renderer.forPeople(SIZE, SIZE);
    Material red = Material.of(0xFF0000);
    renderer.draw(new Scene(List.of(new Shape(Mesh.sphere(0.6), red)), ABOVE, SKY), along(40));
    int mixed = 0;
    for (int i = 0; i < SIZE * SIZE; i++) {
      int[] rgb = pixel(renderer, i / SIZE, i % SIZE);
      mixed += rgb[0] > 20 && rgb[2] > 20 ? 1 : 0;
    }
    assertThat(mixed).isBetween(SIZE / 2, 4 * SIZE);
  }

  @Test
  void depthFitsBytesOfAnImagePart() {
    Renderer renderer = drawn(along(40), ABOVE, new Shape(Mesh.box(1, 1, 1), GREY));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(SIZE * SIZE);
      renderer.copyDepthBytes(bytes, 5);
      assertThat(bytes.get(ValueLayout.JAVA_BYTE, SIZE / 2 * SIZE + SIZE / 2) & 0xFF)
          .isEqualTo(128);
      assertThat(bytes.get(ValueLayout.JAVA_BYTE, 0) & 0xFF).isEqualTo(255);
      MemorySegment floats = arena.allocate(4L * SIZE * SIZE);
      renderer.copyDepth(floats, 9);
      assertThat(floats.getAtIndex(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(9);
      MemorySegment rgb = arena.allocate(3 * SIZE * SIZE);
      renderer.copyRgb(rgb);
      assertThat(rgb.get(ValueLayout.JAVA_BYTE, 2)).isEqualTo((byte) 255);
    }
  }

  private static Scene still() {
    double[][] outline = {{0, 0}, {0.4, 0}, {0.4, 0.2}, {0.2, 0.2}, {0.2, 0.5}, {0, 0.5}};
    return new Scene(
        List.of(
            new Shape(Mesh.plane(8, 8), Material.of(0xC9CFD6).withChecker(0xB9C1CA, 0.25)),
            new Shape(Mesh.capsule(0.1, 0.5), Material.of(0xE08B2D).withSpecular(0.4))
                .between(new Vector3(0, 0.1, 0.2), new Vector3(0.3, 0.2, 0.7)),
            new Shape(Mesh.roundedBox(0.3, 0.2, 0.1, 0.02), GREY).turned(0.6).at(0.3, -0.3, 0.05),
            new Shape(Mesh.cylinder(0.1, 0.3), Material.of(0x3D6FB6)).at(-0.3, 0.3, 0.15),
            new Shape(Mesh.prism(outline, 0.1), GREY).turned(2).at(-0.4, -0.3, 0.05)),
        Light.studio(),
        new Background(0xDFE9F3, 0xF6F8FA, 9));
  }

  /** Written once from a picture that was looked at; regenerated only on purpose. */
  @Test
  void theSameSceneHasTheSameBitsOnEveryMachine() {
    Camera camera = new Camera(new Vector3(1.3, -1, 0.9), new Vector3(0, 0, 0.2), Vector3.UP, 45);
    byte[] rgb = new byte[3 * 84 * 84];
    Renderer renderer = new Renderer(84, 84);
    renderer.draw(still(), camera);
    renderer.copyRgb(rgb);
    CRC32 sum = new CRC32();
    sum.update(rgb);
    assertThat(Long.toHexString(sum.getValue())).isEqualTo("13a305ca");
  }

  @Test
  void anotherCameraSeesTheSameShadows() {
    byte[] alone = new byte[3 * SIZE * SIZE];
    byte[] second = new byte[3 * SIZE * SIZE];
    Scene scene = still();
    Renderer renderer = new Renderer(SIZE, SIZE);
    renderer.draw(scene, downwards(2));
    renderer.copyRgb(alone);
    renderer.draw(scene, along(45));
    renderer.drawFrom(scene, downwards(2));
    renderer.copyRgb(second);
    assertThat(second).isEqualTo(alone);
  }

  @Test
  void framesAllocateNothing() {
    Scene scene = still();
    Camera camera = along(45);
    Renderer renderer = new Renderer(32, 32);
    byte[] rgb = new byte[3 * 32 * 32];
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double[] turn = {0, -1, 0, 1, 0, 0, 0, 0, 1};
    double[] place = {0, 0, 0.2};
    long before = 0;
    for (int i = 0; i < 30; i++) {
      // The first frames load classes and make room for the scene.
      before = i == 10 ? threads.getCurrentThreadAllocatedBytes() : before;
      place[0] = 0.01 * i;
      scene.shapes().get(1).place(turn, place);
      renderer.draw(scene, camera);
      renderer.copyRgb(rgb);
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(200);
  }

  @Test
  void impossibleViewsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Renderer(0, 5))
        .withMessageContaining("0 x 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Camera(180))
        .withMessageContaining("field of view");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Camera(new Vector3(0, 0, 2), new Vector3(0, 0, 0), Vector3.UP, 40))
        .withMessageContaining("has no direction");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Material.of(0x1FFFFFF))
        .withMessageContaining("0xRRGGBB");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Light(Vector3.UP, 2, 1))
        .withMessageContaining("ambient light = 2.0");
  }
}
