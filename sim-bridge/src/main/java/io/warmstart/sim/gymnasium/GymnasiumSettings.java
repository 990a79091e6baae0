package io.warmstart.sim.gymnasium;

import io.warmstart.core.config.Setting;
import io.warmstart.core.config.SettingsBlock;
import io.warmstart.sim.process.BridgeSettings;

/**
 * What may be said about a Gymnasium task.
 *
 * @param python interpreter that has gymnasium
 * @param pythonPath put before its search path; empty for none
 * @param imports modules that register environments, joined by commas
 * @param stepLimit steps per episode; 0 for the task's own
 * @param pictures whether it is created with {@code render_mode="rgb_array"}
 * @param arguments of {@code gymnasium.make}
 * @param bridge how to talk to the process
 */
public record GymnasiumSettings(
    @Setting(doc = "Python interpreter that has gymnasium and numpy") String python,
    @Setting(doc = "folders before Python's search path, for modules of your own")
        String pythonPath,
    @Setting(doc = "modules that register environments, such as gymnasium_robotics") String imports,
    @Setting(doc = "steps per episode; 0: max_episode_steps of the task, or 1000", min = 0)
        int stepLimit,
    @Setting(doc = "create it so that it can be drawn") boolean pictures,
    @Setting(doc = "keyword arguments of gymnasium.make") SettingsBlock arguments,
    BridgeSettings bridge) {
  /** The python3 of the search path, and nothing special. */
  public GymnasiumSettings() {
    this("python3", "", "", 0, false, SettingsBlock.EMPTY, new BridgeSettings());
  }
}
