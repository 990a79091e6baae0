package io.warmstart.cli.report;

import java.util.List;

/** What a plan view shows besides walls and goals, from the bottom up. */
public sealed interface SceneLayer {
  /**
   * Coloured cells with a colour bar, below the walls.
   *
   * @param grid over the map of the picture
   * @param scale of the colours
   */
  record Values(ValueGrid grid, ValueScale scale) implements SceneLayer {}

  /**
   * Paths that grow stronger from their start, marked by a dot, to their end.
   *
   * @param trajectories to draw
   */
  record Paths(List<Trajectory> trajectories) implements SceneLayer {
    /** Copies the list. */
    public Paths {
      trajectories = List.copyOf(trajectories);
    }
  }
}
