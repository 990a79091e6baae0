package io.warmstart.sim.process;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the other process is asked to create.
 *
 * @param environments copies of the task, at least 1
 * @param autoreset whether a copy whose episode ends starts the next one within the same step
 * @param stepLimit steps per episode; 0 for the task's own limit
 * @param task what else the program must know, as JSON values
 */
public record Request(
    int environments, boolean autoreset, int stepLimit, Map<String, Object> task) {
  /** Most copies in one process. */
  private static final int MOST = 4096;

  /**
   * Copies the map.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public Request {
    if (environments < 1 || environments > MOST || stepLimit < 0) {
      throw new IllegalArgumentException(
          "environments = "
              + environments
              + ", step limit = "
              + stepLimit
              + ": expected 1 to "
              + MOST
              + " environments and a limit >= 0");
    }
    task = Map.copyOf(task);
  }

  /** As HELLO carries it. */
  Map<String, Object> json(long maxBytes) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("environments", environments);
    json.put("autoreset", autoreset ? "same-step" : "none");
    json.put("stepLimit", stepLimit);
    json.put("maxPayload", maxBytes);
    json.put("task", task);
    return json;
  }
}
