package io.warmstart.cli.report;

import io.warmstart.core.environment.SceneMap;
import io.warmstart.core.environment.TaskSuccess;
import java.util.List;

/**
 * Where an episode went.
 *
 * @param points in the plan, metres, from its start
 * @param success whether it reached the goal, where that is defined
 */
public record Trajectory(List<SceneMap.Point> points, TaskSuccess success) {
  /** Copies the list. */
  public Trajectory {
    points = List.copyOf(points);
  }
}
