package io.warmstart.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole updates in processes of their own: the same bits whatever runs them, and no garbage. */
class SessionBitsTest {
  @Test
  void interpreterCompilersVectorWidthsAndWorkersGiveTheSameBits() throws Exception {
    String expected = hash(1);
    assertThat(expected).contains("hash ");
    assertThat(hash(2, "-Xint")).as("interpreted").isEqualTo(expected);
    assertThat(hash(1, "-XX:TieredStopAtLevel=1")).as("first compiler").isEqualTo(expected);
    assertThat(hash(2, "-XX:MaxVectorSize=32")).as("eight lanes").isEqualTo(expected);
    assertThat(hash(1, "-XX:MaxVectorSize=16")).as("four lanes").isEqualTo(expected);
  }

  @Test
  void steadyStateAllocatesNothing() throws Exception {
    assertThat(output(SessionAllocation.class, List.of(), List.of())).isEqualTo("bytes 0");
  }

  private static String hash(int workers, String... flags)
      throws IOException, InterruptedException {
    return output(SessionHash.class, List.of(flags), List.of(Integer.toString(workers), "3"));
  }

  private static String output(Class<?> main, List<String> flags, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-Xmx256m"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.strip();
  }
}
