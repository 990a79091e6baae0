package io.warmstart.engine.nd4j;

import io.warmstart.engine.HardwareRefusedException;
import java.util.List;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Loads ND4J and sets what concerns the whole process. */
final class Backend {
  private static final String CUDA = "org/nd4j/linalg/jcublas/JCublasBackend.class";
  private static final String NATIVE_CODE =
      "org/nd4j/linalg/cpu/nativecpu/bindings/linux-%s/libnd4jcpu.so";

  /** The first compute capability for which nd4j-cuda-11.6 has no code. */
  private static final int FIRST_UNSUPPORTED_MAJOR = 9;

  private Backend() {}

  /**
   * Refuses platforms without native code, and cards that ND4J's CUDA backend, where it is on the
   * class path, cannot run on.
   */
  static void requireHardware() {
    refuseOtherPlatforms(System.getProperty("os.name"), System.getProperty("os.arch"));
    if (onClassPath(CUDA)) {
      refuseNewerThanBackend(CudaDriver.capabilities());
    }
  }

  static void refuseOtherPlatforms(String system, String processor) {
    String platform =
        switch (processor) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64" -> "arm64";
          default -> processor;
        };
    if (!system.equals("Linux") || !onClassPath(NATIVE_CODE.formatted(platform))) {
      throw new HardwareRefusedException(
          "ND4J's native code for "
              + system
              + " on "
              + processor
              + " is not in this build, which holds that of the Linux machine it was made on (x86-64"
              + " or aarch64); build there, or use the cpu executor.");
    }
  }

  static void refuseNewerThanBackend(List<CudaDriver.Capability> devices) {
    for (CudaDriver.Capability device : devices) {
      if (device.major() >= FIRST_UNSUPPORTED_MAJOR) {
        throw new HardwareRefusedException(
            "nd4j-cuda-11.6 has no code for sm_90 and newer cards, and CUDA device "
                + device.index()
                + " is sm_"
                + device.major()
                + device.minor()
                + "; build without -Pnd4j-cuda, or hide the card with CUDA_VISIBLE_DEVICES=.");
      }
    }
  }

  private static boolean onClassPath(String file) {
    return Backend.class.getClassLoader().getResource(file) != null;
  }

  /** Loads ND4J; later calls only repeat the settings. */
  static void load() {
    requireHardware();
    // Everything is freed explicitly; a forced collection would only cost time.
    Nd4j.getMemoryManager().togglePeriodicGc(false);
    if (System.getenv("OMP_NUM_THREADS") == null) {
      Nd4j.getEnvironment().setMaxMasterThreads(1);
      NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
      Nd4j.factory().blas().setMaxThreads(1);
    }
  }
}
