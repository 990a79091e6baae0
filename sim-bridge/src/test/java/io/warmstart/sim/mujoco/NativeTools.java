package io.warmstart.sim.mujoco;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Compiles the C of these tests against Debian's MuJoCo 2.2.2; skips a test where that is missing.
 */
final class NativeTools {
  private static final Path SOURCES = Path.of("src/test/c");
  private static final String PROBE =
      """
      #include <mujoco/mujoco.h>
      #if mjVERSION_HEADER != 222
      #error the shim is written for MuJoCo 2.2.2
      #endif
      int main(void) { return mj_version() != 222; }
      """;

  private final Path folder;

  private NativeTools(Path folder) {
    this.folder = folder;
  }

  /**
   * Tools that write into a folder.
   *
   * @throws org.opentest4j.TestAbortedException if there is no gcc or no MuJoCo 2.2.2
   */
  static NativeTools in(Path folder) {
    assumeTrue(run(List.of("gcc", "--version"), folder).isEmpty(), "gcc is not installed");
    NativeTools tools = new NativeTools(folder);
    Path probe = tools.write("probe.c", PROBE);
    assumeTrue(
        run(List.of("gcc", probe.toString(), "-lmujoco", "-o", folder + "/probe"), folder)
            .isEmpty(),
        "Debian's libmujoco-dev 2.2.2 is not installed");
    return tools;
  }

  /** A library that passes for a release with a state layout of our choice. */
  Path shim(int version, int controlBit, String... options) {
    Path library = folder.resolve("shim-" + version + "-" + controlBit + options.length + ".so");
    List<String> command =
        new ArrayList<>(
            List.of(
                "gcc",
                "-O2",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-fPIC",
                "-shared",
                "-DSHIM_VERSION=" + version,
                "-DSHIM_CONTROL_BIT=" + controlBit));
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            SOURCES.resolve("mujoco_shim.c").toString(),
            // Without its symbols being used, it would be left out.
            "-Wl,--no-as-needed",
            "-lmujoco",
            "-o",
            library.toString()));
    must(command);
    return library;
  }

  /** A C program, compiled. */
  Path program(Path source) {
    Path program = folder.resolve(source.getFileName().toString().replace(".c", ""));
    must(
        List.of(
            "gcc",
            "-O2",
            "-Wall",
            "-Wextra",
            "-Werror",
            source.toString(),
            "-lmujoco",
            "-lm",
            "-o",
            program.toString()));
    return program;
  }

  /** The program that replays actions. */
  Path replay() {
    return program(SOURCES.resolve("mujoco_replay.c"));
  }

  /** Runs a command that must succeed. */
  static void must(List<String> command) {
    run(command, Path.of("."))
        .ifPresent(failure -> {
          throw new AssertionError(String.join(" ", command) + ": " + failure);
        });
  }

  /** What a command said if it failed. */
  private static Optional<String> run(List<String> command, Path folder) {
    try {
      Path output = Files.createTempFile(folder.toAbsolutePath(), "output", ".txt");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(60, TimeUnit.SECONDS);
      String said = Files.readString(output, StandardCharsets.UTF_8);
      Files.delete(output);
      return ended && process.exitValue() == 0 ? Optional.empty() : Optional.of("failed: " + said);
    } catch (IOException e) {
      return Optional.of("cannot be started: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Bytes that this process holds from malloc; skips the test where glibc cannot tell. */
  static long allocatedBytes() throws Throwable {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> function = linker.defaultLookup().find("mallinfo2");
    assumeTrue(function.isPresent(), "the C library has no mallinfo2");
    StructLayout info =
        MemoryLayout.structLayout(MemoryLayout.sequenceLayout(10, ValueLayout.JAVA_LONG));
    MethodHandle call = linker.downcallHandle(function.get(), FunctionDescriptor.of(info));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment numbers = (MemorySegment) call.invoke((SegmentAllocator) arena);
      // hblkhd, mapped pieces, and uordblks, the rest.
      return numbers.getAtIndex(ValueLayout.JAVA_LONG, 4)
          + numbers.getAtIndex(ValueLayout.JAVA_LONG, 7);
    }
  }

  /** A text file. */
  Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
