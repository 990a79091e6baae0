package io.warmstart.d4rl;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetException;
import io.warmstart.core.data.ReadOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs as a program of its own, with limits that the tests' own JVM does not have. */
final class ChildProgram {
  private ChildProgram() {}

  /**
   * {@code read FILE} prints the transitions and the sum of all observations; {@code write FILE}
   * writes random data there.
   */
  public static void main(String[] arguments) {
    Path file = Path.of(arguments[1]);
    D4rlFormat format = new D4rlFormat();
    try {
      if (arguments[0].equals("write")) {
        try (Dataset dataset = RandomDatasets.of(1, 20_000)) {
          format.write(dataset, file, Map.of());
        }
      } else {
        try (Dataset dataset = format.read(file, ReadOptions.strict())) {
          System.out.println(dataset.transitions() + " " + sum(dataset));
        }
      }
    } catch (DatasetException e) {
      System.out.println("refused: " + e.getMessage());
    }
  }

  private static double sum(Dataset dataset) {
    double sum = 0;
    int width = dataset.spec().observationWidth();
    for (long t = 0; t < dataset.transitions(); t++) {
      for (int i = 0; i < width; i++) {
        sum += dataset.column("observations/observation").get(dataset.slot(t), i);
      }
    }
    return sum;
  }

  /** Runs this program behind a prefix such as {@code ulimit}, and returns what it printed. */
  static String run(String shellPrefix, String heap, String verb, Path file)
      throws IOException, InterruptedException {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(List.of(heap, "--enable-native-access=ALL-UNNAMED"));
    java.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    java.addAll(List.of("-cp", System.getProperty("java.class.path")));
    java.addAll(List.of(ChildProgram.class.getName(), verb, file.toString()));
    List<String> shell =
        new ArrayList<>(List.of("bash", "-c", shellPrefix + "exec \"$@\"", "bash"));
    shell.addAll(java);
    Process process =
        new ProcessBuilder(shell).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the child did not end: " + output);
    }
    return output.strip() + " [exit " + process.exitValue() + "]";
  }
}
