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

  @Test
  void everyWidthOfVectorsHasItsOwnTilesAndTheSameProducts() throws Exception {
    assertThat(output(TileCheck.class, "", "-XX:MaxVectorSize=16"))
        .isEqualTo("lanes 4 rows 6 wrong 0");
    String eight = output(TileCheck.class, "", "-XX:MaxVectorSize=32");
    assertThat(eight).endsWith(" rows 6 wrong 0");
    String own = output(TileCheck.class, "");
    assertThat(own).endsWith(Lanes.L >= 16 ? "lanes 16 rows 8 wrong 0" : " rows 6 wrong 0");
  }

  private static String hash(int times, String... flags) throws IOException, InterruptedException {
    return output(KernelHash.class, Integer.toString(times), flags);
  }

  /** What a main class prints in a process of its own. */
  static String output(Class<?> main, String argument, String... flags)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(main.getName(), argument));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.strip();
  }
}
