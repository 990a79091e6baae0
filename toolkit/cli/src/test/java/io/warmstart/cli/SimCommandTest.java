package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.warmstart.cli.film.FilmFormat;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimCommandTest {
  private static final String MAZE = "maze2d-umaze-sparse";
  private static final String SMALL = "--size=36x48";

  @TempDir Path folder;

  private static JsonNode json(CommandRun run) throws IOException {
    return new ObjectMapper().readTree(run.succeeded().out());
  }

  private static int pictures(Path gif) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(gif.toFile())) {
      reader.setInput(in);
      return reader.getNumImages(true);
    }
  }

  @Test
  void listNamesEveryTaskOfEveryFamily() throws IOException {
    CommandRun text = CommandRun.of("sim", "list").succeeded();
    JsonNode json = json(CommandRun.of("sim", "list", "--json"));
    for (Tasks.Task task : Tasks.all()) {
      assertThat(text.out()).contains(task.toString());
      assertThat(json.findValuesAsText("task")).contains(task.toString());
    }
    assertThat(text.out().lines().filter(line -> line.startsWith("maze2d-umaze-pixels")))
        .singleElement()
        .asString()
        .contains("pixelmaze", "300", "2 + 84x84x1", "reward 1 within 0.5 m");
    assertThat(json.get("families")).hasSize(Tasks.families().size());
  }

  @Test
  void showTellsChannelsBoundsTimeScoreAndSettings() throws IOException {
    String text = CommandRun.of("sim", "show", MAZE).succeeded().out();
    assertThat(text)
        .contains("10.00 ms, 100.0 Hz")
        .contains("300 steps, 3.000 s")
        .contains("0 at a return of 23.85, 100 at 161.9")
        .contains("warmstart dataset generate");
    assertThat(text.lines().map(line -> line.replaceAll(" +", " ")))
        .contains("state position/x m - - state", "force force/x 100 N -1.000 1.000")
        .anyMatch(line -> line.startsWith("margin maximum"));
    JsonNode json = json(CommandRun.of("sim", "show", MAZE + "[margin=sum]", "--json"));
    assertThat(json.get("controlPeriodSeconds").asDouble()).isEqualTo(0.01);
    assertThat(json.get("scripted").asBoolean()).isTrue();
    assertThat(json.get("scoreReference").get("expert").asDouble()).isEqualTo(161.86);
    assertThat(json.get("observations").get(0).get("channels").get(2).get("unit").asText())
        .isEqualTo("m/s");
    assertThat(json.get("observations").get(0).get("channels").get(0).get("low").isNull()).isTrue();
    assertThat(json.get("actions").get(0).get("channels").get(1).get("low").asDouble())
        .isEqualTo(-1);
    assertThat(json.get("settings").get(0).get("value").asText()).isEqualTo("sum");
  }

  @Test
  void viewFilmsAnEpisodeInRealTimeByTheTasksScript() throws IOException {
    Path gif = folder.resolve("maze.gif");
    JsonNode json = json(CommandRun.of("sim", "view", MAZE, "--out", gif, SMALL, "--json", "-q"));
    assertThat(json.get("policy").asText()).isEqualTo("script");
    assertThat(json.get("success").asText()).isEqualTo("yes");
    assertThat(json.get("steps").asInt()).isEqualTo(300);
    // 10 ms per step and 40 ms per picture; the start is a picture too.
    assertThat(json.get("pictures").asInt()).isEqualTo(76);
    assertThat(pictures(gif)).isEqualTo(76);
    assertThat(json.get("bytes").asLong()).isEqualTo(Files.size(gif));
  }

  @Test
  void viewDrawsTheStateAfterTheLastStep() throws IOException {
    Path start = folder.resolve("start.png");
    Path later = folder.resolve("later.png");
    JsonNode json =
        json(
            CommandRun.of(
                "sim", "view", "pendulum-v1", "--out", start, SMALL, "--steps", 0, "--json"));
    assertThat(json.get("pictures").asInt()).isEqualTo(1);
    CommandRun.of("sim", "view", "pendulum-v1", "--out", later, SMALL, "--steps", 9).succeeded();
    BufferedImage image = ImageIO.read(start.toFile());
    assertThat(image.getHeight()).isEqualTo(36);
    assertThat(image.getWidth()).isEqualTo(48);
    assertThat(Files.readAllBytes(later)).isNotEqualTo(Files.readAllBytes(start));
  }

  @Test
  void theSameCommandGivesTheSameFileAndTheSeedDecides() throws IOException {
    byte[][] files = new byte[3][];
    for (int i = 0; i < 3; i++) {
      Path gif = folder.resolve(i + ".gif");
      CommandRun.of(
              "sim",
              "view",
              MAZE,
              "--out",
              gif,
              SMALL,
              "--policy",
              "random",
              "--steps",
              24,
              "--every",
              8,
              "--seed",
              i / 2)
          .succeeded();
      assertThat(pictures(gif)).isEqualTo(4);
      files[i] = Files.readAllBytes(gif);
    }
    assertThat(files[1]).isEqualTo(files[0]);
    assertThat(files[2]).isNotEqualTo(files[0]);
  }

  @Test
  void theNewestPolicyOfARunDrives() throws IOException {
    Path data = folder.resolve("data.hdf5");
    Path run = folder.resolve("run");
    CommandRun.of("dataset", "generate", MAZE, "--steps", 200, "--out", data).succeeded();
    CommandRun.train(data, run, "--steps", 2).succeeded();
    Path png = folder.resolve("learned.png");
    JsonNode json =
        json(
            CommandRun.of(
                "sim", "view", MAZE, "--out", png, SMALL, "--policy", run, "--steps", 5, "--json"));
    assertThat(json.get("policy").asText()).isEqualTo(run.toString());
    assertThat(png).isNotEmptyFile();
    assertThat(
            CommandRun.of(
                    "sim", "view", "pendulum-v1", "--policy", run, "--out", folder.resolve("p.png"))
                .failedWith(ExitCode.FAILED)
                .err())
        .contains("pendulum-v1");
    assertThat(folder.resolve("p.png")).doesNotExist();
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    Path taken = Files.writeString(folder.resolve("taken.gif"), "precious");
    assertThat(CommandRun.of("sim", "view", MAZE, "--out", taken).failedWith(ExitCode.FAILED).err())
        .contains("exists already and is not overwritten");
    assertThat(taken).hasContent("precious");
  }

  private String refused(Object... more) {
    Object[] words = new Object[more.length + 3];
    words[0] = "sim";
    words[1] = "view";
    words[2] = MAZE;
    System.arraycopy(more, 0, words, 3, more.length);
    return CommandRun.of(words).failedWith(ExitCode.USAGE).err();
  }

  @Test
  void badWordsAreOneLine() {
    Path out = folder.resolve("a.gif");
    assertThat(CommandRun.of("sim").failedWith(ExitCode.USAGE).err())
        .contains("say which: list, show or view");
    assertThat(CommandRun.of("sim", "show", "maze2d-umaze-sparze").failedWith(ExitCode.USAGE).err())
        .contains("did you mean \"maze2d-umaze-sparse\"?");
    assertThat(CommandRun.of("sim", "show", MAZE + "[margn=sum]").failedWith(ExitCode.USAGE).err())
        .contains("margn");
    assertThat(refused()).contains("--out");
    assertThat(refused("--out", "film.webm")).contains("must end in .png, .gif or .mp4");
    assertThat(refused("--out", out, "--size", "big")).contains("--size big must be HEIGHTxWIDTH");
    assertThat(refused("--out", out, "--size", "8x8")).contains("from 16 to 2048");
    assertThat(refused("--out", out, "--steps", -1)).contains("--steps = -1 must be at least 0");
    assertThat(refused("--out", out, "--every", 0)).contains("--every = 0 must be at least 1");
    assertThat(refused("--out", out, "--policy", folder.resolve("no")))
        .contains("is neither random, nor script, nor the directory of a run");
    assertThat(out).doesNotExist();
  }

  @Test
  void withoutFfmpegMp4IsRefusedInOneLine() {
    assumeTrue(missing(), "ffmpeg is installed here");
    Path out = folder.resolve("film.mp4");
    assertThat(CommandRun.of("sim", "view", MAZE, "--out", out).failedWith(ExitCode.FAILED).err())
        .contains("MP4 needs the program ffmpeg")
        .contains(".gif");
  }

  private boolean missing() {
    return FilmFormat.find(System.getenv("PATH")).isEmpty();
  }
}
