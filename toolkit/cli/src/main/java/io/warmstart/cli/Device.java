package io.warmstart.cli;

import io.warmstart.engine.Executor;
import io.warmstart.engine.HardwareRefusedException;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.engine.reference.ReferenceExecutor;
import java.util.Locale;
import java.util.ServiceLoader;

/** What runs the updates. */
enum Device {
  /** The fastest that this machine has. */
  AUTO,
  /** Vector kernels on the processor. */
  CPU,
  /** Double precision, slow, keeps everything: the oracle. */
  REFERENCE,
  /** An NVIDIA card. */
  CUDA,
  /** Any ND4J backend. */
  ND4J;

  /**
   * The executor for training.
   *
   * @throws CommandException with exit code 5 if this machine or version does not have it
   */
  Executor executor() {
    return switch (this) {
      case AUTO, CPU -> new CpuExecutor();
      case REFERENCE -> new ReferenceExecutor();
      case CUDA, ND4J -> installed();
    };
  }

  /** An executor of a module of its own, which loads its libraries when it is used. */
  private Executor installed() {
    String wanted = name().toLowerCase(Locale.ROOT);
    for (Executor executor : ServiceLoader.load(Executor.class)) {
      if (executor.name().equals(wanted)) {
        requireHardware(executor);
        return executor;
      }
    }
    throw new CommandException(
        ExitCode.HARDWARE_REFUSED,
        "--device " + wanted + " is not in this version; use --device cpu");
  }

  private static void requireHardware(Executor executor) {
    try {
      executor.requireHardware();
    } catch (HardwareRefusedException refused) {
      throw new CommandException(
          ExitCode.HARDWARE_REFUSED,
          "--device " + executor.name() + " cannot run here: " + refused.getMessage());
    }
  }

  /** The executor for a few rollouts: the same results, without the time to warm up. */
  Executor executorForActing() {
    return this == AUTO || this == CPU ? new CpuExecutor().withoutWarmUp() : executor();
  }
}
