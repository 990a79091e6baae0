package io.warmstart.sim.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MeshTest {
  private static final double[][] TEE = {
    {-2, 1}, {-2, 2}, {2, 2}, {2, 1}, {0.5, 1}, {0.5, -2}, {-0.5, -2}, {-0.5, 1}
  };

  static Stream<Arguments> solids() {
    return Stream.of(
        Arguments.of(Mesh.box(1, 2, 3), 6.0, 1e-6),
        // The edges' rounding takes 4 (1 - pi/4) r² per metre of edge and little at the corners.
        Arguments.of(Mesh.roundedBox(1, 2, 3, 0.1), 5.95, 0.02),
        Arguments.of(Mesh.sphere(0.5), Math.PI / 6, 0.015),
        Arguments.of(Mesh.capsule(0.5, 2), Math.PI / 6 + Math.PI / 2, 0.05),
        Arguments.of(Mesh.cylinder(0.5, 2), Math.PI / 2, 0.04),
        Arguments.of(Mesh.prism(TEE, 0.5), 3.5, 1e-6));
  }

  @ParameterizedTest
  @MethodSource("solids")
  void solidsEncloseTheirVolume(Mesh mesh, double volume, double tolerance) {
    assertThat(volume(mesh)).isCloseTo(volume, within(tolerance));
    assertThat(mesh.isSolid()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("solids")
  void everyEdgeJoinsTwoTriangles(Mesh mesh) {
    Map<String, Integer> balance = new HashMap<>();
    for (int t = 0; t < mesh.triangles.length; t += 3) {
      for (int k = 0; k < 3; k++) {
        String from = place(mesh, mesh.triangles[t + k]);
        String to = place(mesh, mesh.triangles[t + (k + 1) % 3]);
        balance.merge(from + to, 1, Integer::sum);
        balance.merge(to + from, -1, Integer::sum);
      }
    }
    assertThat(balance.values()).containsOnly(0);
  }

  @ParameterizedTest
  @MethodSource("solids")
  void normalsPointOutAndHaveLengthOne(Mesh mesh) {
    for (int t = 0; t < mesh.triangles.length; t += 3) {
      Vector3 a = at(mesh.positions, mesh.triangles[t]);
      Vector3 b = at(mesh.positions, mesh.triangles[t + 1]);
      Vector3 c = at(mesh.positions, mesh.triangles[t + 2]);
      Vector3 face = b.minus(a).cross(c.minus(a)).unit("face");
      for (int k = 0; k < 3; k++) {
        Vector3 normal = at(mesh.normals, mesh.triangles[t + k]);
        assertThat(normal.length()).isCloseTo(1, within(1e-6));
        assertThat(normal.dot(face)).isGreaterThan(0.6);
      }
    }
  }

  @Test
  void outlinesMayRunEitherWay() {
    double[][] reversed = new double[TEE.length][];
    for (int i = 0; i < TEE.length; i++) {
      reversed[i] = TEE[TEE.length - 1 - i];
    }
    assertThat(volume(Mesh.prism(reversed, 0.5))).isCloseTo(3.5, within(1e-6));
  }

  @Test
  void impossibleFormsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mesh.prism(new double[][] {{0, 0}, {1, 1}, {1, 0}, {0, 1}}, 1))
        .withMessageContaining("has no area or crosses itself");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mesh.prism(new double[][] {{0, 0}, {0, 0}, {1, 0}, {0, 1}}, 1))
        .withMessageContaining("an outline of 4 corners");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mesh.box(1, 0, 1))
        .withMessage("length = 0.0 m must be positive and finite");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mesh.roundedBox(1, 1, 1, 0.6))
        .withMessageContaining("edge radius");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mesh.ring(2, 1))
        .withMessageContaining("outer radius");
  }

  private static double volume(Mesh mesh) {
    double sum = 0;
    for (int t = 0; t < mesh.triangles.length; t += 3) {
      Vector3 a = at(mesh.positions, mesh.triangles[t]);
      Vector3 b = at(mesh.positions, mesh.triangles[t + 1]);
      Vector3 c = at(mesh.positions, mesh.triangles[t + 2]);
      sum += a.dot(b.cross(c)) / 6;
    }
    return sum;
  }

  private static String place(Mesh mesh, int vertex) {
    Vector3 p = at(mesh.positions, vertex);
    return Math.round(p.x() * 1e4)
        + ","
        + Math.round(p.y() * 1e4)
        + ","
        + Math.round(p.z() * 1e4)
        + ";";
  }

  private static Vector3 at(float[] numbers, int vertex) {
    return new Vector3(numbers[3 * vertex], numbers[3 * vertex + 1], numbers[3 * vertex + 2]);
  }
}
