package io.warmstart.sim.pointmaze;

/**
 * A maze as MuJoCo reads it (MJCF): a ball of 0.1 m and 1000 kg/m³ on two slides with damping 1, a
 * force of 100 N per unit of control, walls of 1 m, no gravity, 0.01 s.
 */
final class MazeModel {
  private static final String HEAD =
      """
      <mujoco model="point_maze">
        <compiler angle="radian"/>
        <option timestep="0.01" gravity="0 0 0" iterations="20" integrator="Euler"/>
        <default>
          <joint type="slide" damping="1"/>
          <geom density="1000" margin="0.002" condim="1"/>
          <motor gear="100" ctrllimited="true" ctrlrange="-1 1"/>
        </default>
        <worldbody>
          <body pos="%s %s 0">
            <joint name="x" axis="1 0 0"/>
            <joint name="y" axis="0 1 0"/>
            <geom type="sphere" size="0.1" contype="1" conaffinity="0"/>
          </body>
      """;
  private static final String WALL =
      "    <geom type=\"box\" pos=\"%d %d 0\" size=\"0.5 0.5 0.2\" contype=\"0\" conaffinity=\"1\"/>\n";
  private static final String TAIL =
      """
        </worldbody>
        <actuator>
          <motor name="force/x" joint="x"/>
          <motor name="force/y" joint="y"/>
        </actuator>
      </mujoco>
      """;

  private MazeModel() {}

  /** The model of a maze; its positions are those that the closed form observes. */
  static String mjcf(Maze maze) {
    StringBuilder xml = new StringBuilder(HEAD.formatted(Maze.ORIGIN, Maze.ORIGIN));
    for (int row = 0; row < maze.rows(); row++) {
      for (int column = 0; column < maze.columns(); column++) {
        if (maze.isWall(row, column)) {
          xml.append(WALL.formatted(row + 1, column + 1));
        }
      }
    }
    return xml.append(TAIL).toString();
  }
}
