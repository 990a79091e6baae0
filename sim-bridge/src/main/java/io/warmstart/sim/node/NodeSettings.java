package io.warmstart.sim.node;

import io.warmstart.core.config.Setting;
import io.warmstart.sim.process.BridgeSettings;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What may be said about a MuJoCo task in Node. The mazes take {@code node}, {@code modules} and
 * {@code bridge} only.
 *
 * @param node program
 * @param modules folder that has {@code node_modules}; empty for the cache
 * @param frameSkip physics steps per action
 * @param stepLimit actions per episode; 0 for 1000
 * @param resetNoise uniform on every position and velocity at the start
 * @param controlLimit bound of controls that the model does not limit
 * @param forwardWeight reward per m/s along the first coordinate
 * @param aliveReward reward per step
 * @param controlCost cost of the squared controls
 * @param heightIndex position that ends the episode outside its bounds; -1 for none
 * @param minHeight lower bound of that position
 * @param maxHeight upper bound of that position
 * @param bridge how to talk to the process
 */
public record NodeSettings(
    @Setting(doc = "Node.js, 18 or newer") String node,
    @Setting(doc = "folder that has node_modules; empty: where doctor --fix installs")
        String modules,
    @Setting(doc = "physics steps per action", min = 1, max = 1000) int frameSkip,
    @Setting(doc = "actions per episode; 0: 1000", min = 0) int stepLimit,
    @Setting(doc = "uniform noise on every position and velocity at the start", min = 0)
        double resetNoise,
    @Setting(doc = "bound of controls that the model does not limit", min = 0, minExclusive = true)
        double controlLimit,
    @Setting(doc = "reward per m/s along the first coordinate") double forwardWeight,
    @Setting(doc = "reward per step") double aliveReward,
    @Setting(doc = "cost of the sum of squared controls") double controlCost,
    @Setting(doc = "position that ends the episode outside its bounds; -1: none", min = -1)
        int heightIndex,
    @Setting(doc = "lower bound of that position") double minHeight,
    @Setting(doc = "upper bound of that position") double maxHeight,
    BridgeSettings bridge) {
  /** The node of the search path; a model without a task. */
  public NodeSettings() {
    this("node", "", 1, 0, 0, 1, 0, 0, 0, -1, -1e6, 1e6, new BridgeSettings());
  }

  /** What the other side must know besides the model. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("frameSkip", frameSkip);
    json.put("resetNoise", resetNoise);
    json.put("controlLimit", controlLimit);
    json.put("forwardWeight", forwardWeight);
    json.put("aliveReward", aliveReward);
    json.put("controlCost", controlCost);
    json.put("heightIndex", heightIndex);
    json.put("minHeight", minHeight);
    json.put("maxHeight", maxHeight);
    json.put("speedLimit", 0);
    return json;
  }
}
