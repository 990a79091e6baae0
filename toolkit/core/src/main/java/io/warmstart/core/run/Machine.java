package io.warmstart.core.run;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The machine a run runs on.
 *
 * @param os name and version
 * @param architecture such as {@code amd64}
 * @param cpu model, empty if unknown
 * @param cores available to this process
 * @param memoryBytes of the machine; 0 if unknown
 */
public record Machine(String os, String architecture, String cpu, int cores, long memoryBytes) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** This machine. */
  public static Machine here() {
    long memory =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : 0;
    return new Machine(
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("os.arch"),
        cpuModel(),
        Runtime.getRuntime().availableProcessors(),
        memory);
  }

  private static String cpuModel() {
    if (!Files.isReadable(CPU_INFO)) {
      return "";
    }
    try (var lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
