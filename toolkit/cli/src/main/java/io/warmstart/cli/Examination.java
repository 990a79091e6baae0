package io.warmstart.cli;

import io.warmstart.core.data.DatasetFormat;
import io.warmstart.core.environment.Prerequisite;
import io.warmstart.core.environment.Simulator;
import io.warmstart.core.run.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;

/** The checks of {@code doctor}. */
final class Examination {
  private static final int LEAST_JAVA = 25;
  private static final long LEAST_MEMORY = 2L << 30;
  private static final long LEAST_HEAP = 256L << 20;
  private static final long LEAST_DISK = 1L << 30;
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private final Path folder;

  /**
   * An examination.
   *
   * @param folder runs would be written below
   */
  Examination(Path folder) {
    this.folder = folder;
  }

  List<Diagnosis> run() {
    List<Diagnosis> all = new ArrayList<>(machine());
    for (Simulator family : Tasks.families()) {
      family.prerequisites().forEach(needed -> all.add(diagnose(needed)));
    }
    return all;
  }

  /** What a family of tasks lacks stops nothing else. */
  static Diagnosis diagnose(Prerequisite needed) {
    return needed.present()
        ? Diagnosis.pass(needed.name(), needed.found())
        : Diagnosis.warn(needed.name(), needed.found(), needed.advice());
  }

  private List<Diagnosis> machine() {
    return List.of(
        java(),
        vectors(),
        processor(),
        cores(),
        memory(),
        heap(),
        disk(),
        writable(),
        display(),
        cuda(),
        algorithms(),
        simulators(),
        formats());
  }

  private static Diagnosis java() {
    String found = System.getProperty("java.version") + ", " + System.getProperty("java.vendor");
    return Runtime.version().feature() >= LEAST_JAVA
        ? Diagnosis.pass("java", found)
        : Diagnosis.fail("java", found, "install a JDK " + LEAST_JAVA + " and set JAVA_HOME");
  }

  private static Diagnosis vectors() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      return Diagnosis.fail(
          "vector module",
          "jdk.incubator.vector is not loaded",
          "start through ./warmstart, or add --add-modules jdk.incubator.vector");
    }
    int lanes = FloatVector.SPECIES_PREFERRED.length();
    String found =
        lanes + " float lanes (" + FloatVector.SPECIES_PREFERRED.vectorBitSize() + " bit)";
    return lanes >= 8
        ? Diagnosis.pass("vector lanes", found)
        : Diagnosis.warn(
            "vector lanes", found, "training is slower than on AVX2 or AVX-512 processors");
  }

  private static Diagnosis processor() {
    Set<String> flags = processorFlags();
    String known =
        Stream.of("avx512f", "avx2", "fma", "asimd", "sve")
            .filter(flags::contains)
            .collect(Collectors.joining(" "));
    String model = Machine.here().cpu();
    String found =
        (model.isEmpty() ? System.getProperty("os.arch") : model)
            + (known.isEmpty() ? "" : " (" + known + ")");
    boolean supported = List.of("amd64", "aarch64").contains(System.getProperty("os.arch"));
    return supported
        ? Diagnosis.pass("processor", found)
        : Diagnosis.warn("processor", found, "only x86-64 and aarch64 are tested");
  }

  private static Set<String> processorFlags() {
    if (!Files.isReadable(CPU_INFO)) {
      return Set.of();
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1))
          .map(text -> Arrays.stream(text.strip().split(" ")).collect(Collectors.toSet()))
          .orElse(Set.of());
    } catch (IOException e) {
      return Set.of();
    }
  }

  private static Diagnosis cores() {
    int cores = Runtime.getRuntime().availableProcessors();
    return cores >= 2
        ? Diagnosis.pass("cores", Integer.toString(cores))
        : Diagnosis.warn("cores", Integer.toString(cores), "two or more train faster");
  }

  private static Diagnosis memory() {
    long bytes = Machine.here().memoryBytes();
    return bytes >= LEAST_MEMORY
        ? Diagnosis.pass("memory", Numbers.bytes(bytes))
        : Diagnosis.warn("memory", Numbers.bytes(bytes), "large datasets need more than 2 GiB");
  }

  private static Diagnosis heap() {
    long bytes = Runtime.getRuntime().maxMemory();
    return bytes >= LEAST_HEAP
        ? Diagnosis.pass("java heap", Numbers.bytes(bytes))
        : Diagnosis.warn(
            "java heap", Numbers.bytes(bytes), "set WARMSTART_JAVA_OPTS=-Xmx512m or more");
  }

  private Diagnosis disk() {
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      return free >= LEAST_DISK
          ? Diagnosis.pass("disk", Numbers.bytes(free) + " free")
          : Diagnosis.warn(
              "disk", Numbers.bytes(free) + " free", "runs may fill it; free some space");
    } catch (IOException e) {
      return Diagnosis.warn("disk", "unknown: " + e.getMessage(), "");
    }
  }

  private Diagnosis writable() {
    return Files.isWritable(folder)
        ? Diagnosis.pass("working folder", folder + " can be written")
        : Diagnosis.warn(
            "working folder", folder + " cannot be written", "name another place with --out");
  }

  private static Diagnosis display() {
    List<String> found = new ArrayList<>();
    for (String name : List.of("DISPLAY", "WAYLAND_DISPLAY")) {
      String value = System.getenv(name);
      if (value != null && !value.isEmpty()) {
        found.add(name + "=" + value);
      }
    }
    return found.isEmpty()
        ? Diagnosis.warn(
            "display", "none", "nothing to do: reports are HTML files and need no display")
        : Diagnosis.pass("display", String.join(" ", found));
  }

  private static Diagnosis cuda() {
    return Files.exists(Path.of("/proc/driver/nvidia/version"))
        ? Diagnosis.warn(
            "cuda", "an NVIDIA driver is loaded", "this version trains on the processor only")
        : Diagnosis.pass("cuda", "no NVIDIA driver; not needed");
  }

  private static Diagnosis algorithms() {
    return modules(
        "algorithms", Algorithms.all().stream().map(algorithm -> algorithm.name()).toList());
  }

  private static Diagnosis simulators() {
    return modules("simulators", Tasks.families().stream().map(Simulator::name).toList());
  }

  private static Diagnosis formats() {
    List<String> names = new ArrayList<>();
    ServiceLoader.load(DatasetFormat.class).forEach(format -> names.add(format.name()));
    return modules("dataset formats", names);
  }

  private static Diagnosis modules(String what, List<String> names) {
    return names.isEmpty()
        ? Diagnosis.fail(
            what,
            "none on the class path",
            "build again: delete toolkit/cli/target and start ./warmstart")
        : Diagnosis.pass(what, String.join(", ", names).toLowerCase(Locale.ROOT));
  }
}
