package io.warmstart.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same seed gives the same weights, whenever the compiler takes over. */
class KernelBitsTest {

  @Test
  void interpreterAndBothCompilersGiveTheSameBits() throws Exception {
    String interpreted = hash(1, "-Xint");
    String first = hash(200, "-XX:TieredStopAtLevel=1");
    String both = hash(2000);
    assertThat(interpreted).contains("hash ").isEqualTo(first).isEqualTo(both);
  }

  @Test
  void widthOfTheVectorsDoesNotChangeTheBits() throws Exception {
    String own = hash(1);
    assertThat(own).contains("hash ");
    assertThat(hash(1, "-XX:MaxVectorSize=16")).isEqualTo(own);
    assertThat(hash(1, "-XX:MaxVectorSize=32")).isEqualTo(own);
  }

  private static String hash(int times, String... flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(KernelHash.class.getName(), Integer.toString(times)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.strip();
  }
}
