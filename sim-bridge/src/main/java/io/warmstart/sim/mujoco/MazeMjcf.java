package io.warmstart.sim.mujoco;

import io.warmstart.core.environment.SceneMap;
import java.util.ArrayList;
import java.util.List;

/**
 * The MJCF of a point maze, made from the plan of the closed form: a ball of 0.1 m and 1000 kg/m³
 * on two slides with damping 1, a force of 100 N per unit of control, walls of the plan's boxes, no
 * gravity, contacts without friction, 0.01 s.
 */
final class MazeMjcf {
  private static final String HEAD =
      """
      <mujoco model="maze">
        <compiler angle="radian"/>
        <option timestep="0.01" gravity="0 0 0" iterations="20" integrator="Euler"/>
        <default>
          <joint type="slide" damping="1" limited="false"/>
          <geom density="1000" margin="0.002" condim="1" friction="0.5 0.1 0.1"/>
          <motor gear="100" ctrllimited="true" ctrlrange="-1 1"/>
        </default>
        <worldbody>
          <body name="ball" pos="%s %s 0">
            <joint name="x" axis="1 0 0"/>
            <joint name="y" axis="0 1 0"/>
            <geom name="ball" type="sphere" size="0.1" contype="1" conaffinity="0"/>
          </body>
      """;
  private static final String WALL =
      "    <geom type=\"box\" contype=\"0\" conaffinity=\"1\" pos=\"%s %s 0\" size=\"%s %s 0.2\"/>\n";
  private static final String TAIL =
      """
        </worldbody>
        <actuator>
          <motor name="force/x" joint="x"/>
          <motor name="force/y" joint="y"/>
        </actuator>
      </mujoco>
      """;

  private MazeMjcf() {}

  /** The model of a plan. */
  static String of(SceneMap plan) {
    StringBuilder xml = new StringBuilder(HEAD.formatted(plan.offset().x(), plan.offset().y()));
    for (SceneMap.Box wall : plan.obstacles()) {
      double halfX = (wall.high().x() - wall.low().x()) / 2;
      double halfY = (wall.high().y() - wall.low().y()) / 2;
      xml.append(WALL.formatted(wall.low().x() + halfX, wall.low().y() + halfY, halfX, halfY));
    }
    return xml.append(TAIL).toString();
  }

  /** Where the observed position of each free cell's start lies: cells of 1 m, [N][2]. */
  static double[][] freeCells(SceneMap plan) {
    List<double[]> free = new ArrayList<>();
    for (double x = plan.low().x() + 0.5; x < plan.high().x(); x++) {
      for (double y = plan.low().y() + 0.5; y < plan.high().y(); y++) {
        if (!isWall(plan, x, y)) {
          // D4RL starts at the cell's number, which is its middle less one metre.
          free.add(new double[] {x - 1, y - 1});
        }
      }
    }
    return free.toArray(double[][]::new);
  }

  private static boolean isWall(SceneMap plan, double x, double y) {
    return plan.obstacles().stream()
        .anyMatch(wall ->
            wall.low().x() < x && x < wall.high().x() && wall.low().y() < y && y < wall.high().y());
  }
}
