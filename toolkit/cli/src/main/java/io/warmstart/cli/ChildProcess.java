package io.warmstart.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command of this program in a process of its own, on a leash: it is asked to save and end by
 * closing its standard input, which the system does too when we die, however we die. Ctrl-C in a
 * terminal reaches every process of the group; those on a leash leave it to us.
 */
final class ChildProcess {
  /** System property of processes on a leash. */
  private static final String LEASH = "warmstart.leash";

  private static final int SHARE_OF_MEMORY = 60;
  private static final int LEAST_SHARE = 5;
  private static final String ARCHIVE = "-XX:SharedArchiveFile=";

  private final Process process;

  private ChildProcess(Process process) {
    this.process = process;
  }

  /** Whether this process is on a leash: it ends when its standard input does. */
  static boolean onLeash() {
    return Boolean.getBoolean(LEASH);
  }

  /**
   * Starts.
   *
   * @param words of the command, without the program
   * @param out file that standard output replaces; null appends it to the log
   * @param log file that standard error is appended to
   * @param threads processors it may use
   * @param siblings processes that share the memory, itself included
   * @throws CommandException if the system refuses
   */
  static ChildProcess start(
      List<String> words, @Nullable Path out, Path log, int threads, int siblings) {
    List<String> line = java(threads, siblings);
    line.addAll(words);
    ProcessBuilder.Redirect append = ProcessBuilder.Redirect.appendTo(log.toFile());
    try {
      Files.writeString(
          log,
          "\n$ warmstart " + String.join(" ", words) + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      return new ChildProcess(
          new ProcessBuilder(line)
              .redirectError(append)
              .redirectOutput(out == null ? append : ProcessBuilder.Redirect.to(out.toFile()))
              .start());
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, "cannot start a process: " + e.getMessage(), e);
    }
  }

  private static List<String> java(int threads, int siblings) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    line.add("--enable-native-access=ALL-UNNAMED");
    line.addAll(List.of("-Xlog:disable", "-Djava.awt.headless=true", "-D" + LEASH + "=true"));
    line.addAll(List.of("-XX:+UseSerialGC", "-XX:ActiveProcessorCount=" + threads));
    line.add("-XX:MaxRAMPercentage=" + Math.max(LEAST_SHARE, SHARE_OF_MEMORY / siblings));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith(ARCHIVE))
        .filter(argument -> Files.exists(Path.of(argument.substring(ARCHIVE.length()))))
        .forEach(line::add);
    String more = System.getenv("WARMSTART_JAVA_OPTS");
    if (more != null && !more.isBlank()) {
      line.addAll(List.of(more.strip().split("\\s+")));
    }
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    return line;
  }

  /** Waits for its end and gives its exit code. */
  int await() throws InterruptedException {
    return process.waitFor();
  }

  /** Asks it to save and end; commands that do not listen go on. */
  void letGo() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      process.destroy(); // its input is broken, so it cannot be asked that way
    }
  }

  /** Ends it now, saved or not. */
  void end() {
    process.destroy();
  }
}
