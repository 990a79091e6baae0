package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.learner.LearnerConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * An update of any algorithm on the class path, its batch included, allocates no object.
 *
 * <p>In some processes C2 leaves a vector method of one algorithm out of line and goes on boxing;
 * which one depends on when it compiled what. So an algorithm has three processes to show it.
 */
final class UpdateAllocationTest {
  private static final int PROCESSES = 3;

  @Test
  void updatesOfEveryAlgorithmStopAllocating() throws Exception {
    List<String> open = Algorithms.all().stream().map(LearnerConfig::name).toList();
    String left = "";
    for (int i = 0; i < PROCESSES && !open.isEmpty(); i++) {
      left = stillAllocating(open);
      open = left.lines().map(line -> line.substring(0, line.indexOf(' '))).toList();
    }
    assertThat(left).isEmpty();
  }

  private static String stillAllocating(List<String> algorithms) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                UpdateAllocation.class.getName()));
    command.addAll(algorithms);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output;
  }
}
