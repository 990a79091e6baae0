package io.warmstart.sim.mujoco;

import io.warmstart.core.config.Setting;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a MuJoCo task can be told.
 *
 * @param library file or folder of libmujoco; by default {@code WARMSTART_MUJOCO}, then the usual
 *     places
 * @param model MJCF file of the locomotion tasks
 * @param frameSkip physics steps per action
 * @param stepLimit actions per episode
 * @param controlLimit bound of controls to which the model gives no range
 * @param motion what a moving body observes, earns and starts from
 */
public record MujocoSettings(
    @Setting(doc = "file or folder of libmujoco; else WARMSTART_MUJOCO, else usual places")
        Optional<Path> library,
    @Setting(doc = "MJCF file of the half-cheetah, hopper, walker2d and ant tasks")
        Optional<Path> model,
    @Setting(doc = "physics steps per action", min = 1, max = 10_000) int frameSkip,
    @Setting(doc = "actions per episode", min = 1) int stepLimit,
    @Setting(doc = "bound of controls without a range in the model", min = 0, minExclusive = true)
        double controlLimit,
    @Setting(doc = "rules of the locomotion tasks") MotionRules motion) {

  static MujocoSettings of(int frameSkip, int stepLimit, MotionRules motion) {
    return new MujocoSettings(Optional.empty(), Optional.empty(), frameSkip, stepLimit, 1, motion);
  }
}
