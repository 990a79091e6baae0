package io.warmstart.sim.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Programs that tests of bridges need, and where the stand-in lies. */
public final class Interpreters {
  private static final String PYTHON = "/usr/bin/python3";
  private static final boolean PYTHON_THERE = runs(List.of(PYTHON, "-c", "import numpy"));

  private Interpreters() {}

  /** A Python with numpy; skips the test where there is none. */
  public static String python() {
    Assumptions.assumeTrue(
        PYTHON_THERE, PYTHON + " with numpy is not installed (Debian: python3-numpy)");
    return PYTHON;
  }

  /** Whether a command ends well. */
  public static boolean runs(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A file or folder of the test resources. */
  public static String resource(String name) {
    return Path.of(new File("src/test/resources", name).getPath()).toAbsolutePath().toString();
  }

  /** Processes that this one has started and that are still there. */
  public static List<String> left() {
    return ProcessHandle.current()
        .descendants()
        .map(handle -> handle.info().commandLine().orElse("?"))
        .toList();
  }
}
