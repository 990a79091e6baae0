package io.warmstart.cli;

import io.warmstart.engine.Executor;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.engine.reference.ReferenceExecutor;
import java.util.Locale;

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
      case CUDA, ND4J ->
          throw new CommandException(
              ExitCode.HARDWARE_REFUSED,
              "--device "
                  + name().toLowerCase(Locale.ROOT)
                  + " is not in this version; use --device cpu");
    };
  }

  /** The executor for a few rollouts: the same results, without the time to warm up. */
  Executor executorForActing() {
    return this == AUTO || this == CPU ? new CpuExecutor().withoutWarmUp() : executor();
  }
}
