package io.warmstart.cli.film;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.warmstart.core.environment.Picture;
import io.warmstart.core.run.RunException;
import io.warmstart.engine.Philox;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class FilmTest {
  @TempDir Path folder;

  /** Grey pictures of few levels, so that the palette holds each colour. */
  private static Picture noise(int height, int width, int levels, int number) {
    Philox random = Philox.of(7, "film", Integer.toString(number));
    byte[] rgb = new byte[3 * height * width];
    for (int i = 0; i < height * width; i++) {
      int level = (int) random.integer(0, i, levels) << 2;
      int grey = level | level >> 6;
      rgb[3 * i] = (byte) grey;
      rgb[3 * i + 1] = (byte) grey;
      rgb[3 * i + 2] = (byte) grey;
    }
    return new Picture(height, width, rgb);
  }

  /** A light square on a dark gradient. */
  private static Picture square(int height, int width, int left) {
    byte[] rgb = new byte[3 * height * width];
    for (int i = 0; i < height * width; i++) {
      int column = i % width;
      int row = i / width;
      boolean inside = column >= left && column < left + 5 && row >= 4 && row < 9;
      rgb[3 * i] = (byte) (inside ? 250 : 20 + 100 * column / width);
      rgb[3 * i + 1] = (byte) (inside ? 200 : 30);
      rgb[3 * i + 2] = (byte) (inside ? 60 : 40 + 100 * row / height);
    }
    return new Picture(height, width, rgb);
  }

  private Path write(String name, double seconds, List<Picture> pictures) {
    Path file = folder.resolve(name);
    try (Film film = FilmFormat.of(file).orElseThrow().open(file, seconds)) {
      pictures.forEach(film::add);
      film.finish();
    }
    return file;
  }

  /** A GIF as another program sees it: every picture put together from its parts. */
  private record Gif(List<int[]> pictures, List<Integer> delays) {
    static Gif read(Path file, int width) throws IOException {
      ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
      List<int[]> pictures = new ArrayList<>();
      List<Integer> delays = new ArrayList<>();
      int[] canvas = new int[0];
      try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
        reader.setInput(in);
        for (int i = 0; i < reader.getNumImages(true); i++) {
          BufferedImage part = reader.read(i);
          IIOMetadata data = reader.getImageMetadata(i);
          Element root = (Element) data.getAsTree("javax_imageio_gif_image_1.0");
          Element place = only(root, "ImageDescriptor");
          int left = Integer.parseInt(place.getAttribute("imageLeftPosition"));
          int top = Integer.parseInt(place.getAttribute("imageTopPosition"));
          canvas = i == 0 ? new int[width * part.getHeight()] : canvas.clone();
          for (int y = 0; y < part.getHeight(); y++) {
            for (int x = 0; x < part.getWidth(); x++) {
              int argb = part.getRGB(x, y);
              if (argb >>> 24 != 0) {
                canvas[(top + y) * width + left + x] = argb & 0xFFFFFF;
              }
            }
          }
          pictures.add(canvas);
          String delay = only(root, "GraphicControlExtension").getAttribute("delayTime");
          delays.add(Integer.valueOf(delay));
        }
      }
      return new Gif(pictures, delays);
    }

    private static Element only(Element root, String name) {
      NodeList found = root.getElementsByTagName(name);
      return (Element) found.item(0);
    }
  }

  @Test
  void gifsOfFewColoursAreReadBackExactly() throws IOException {
    // Noise fills the code table again and again; even pictures grow long codes.
    for (int levels : new int[] {2, 5, 60}) {
      List<Picture> pictures =
          List.of(noise(97, 131, levels, 0), noise(97, 131, levels, 1), noise(97, 131, 1, 2));
      Gif gif = Gif.read(write("noise" + levels + ".gif", 0.04, pictures), 131);
      assertThat(gif.pictures()).hasSize(3);
      for (int p = 0; p < 3; p++) {
        for (int i = 0; i < 97 * 131; i++) {
          assertThat(gif.pictures().get(p)[i]).isEqualTo(Palette.rgb(pictures.get(p).rgb(), i));
        }
      }
    }
  }

  @Test
  void codesOfEveryLengthAreReadBack() throws IOException {
    for (int width = 1; width < 700; width += 3) {
      Picture picture = noise(1, width, 60, width);
      Gif gif = Gif.read(write("row" + width + ".gif", 0.1, List.of(picture)), width);
      for (int i = 0; i < width; i++) {
        assertThat(gif.pictures().getFirst()[i]).isEqualTo(Palette.rgb(picture.rgb(), i));
      }
    }
  }

  @Test
  void movingPicturesStayCloseToTheirColoursAndSmall() throws IOException {
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      pictures.add(square(60, 80, i % 70));
    }
    Path file = write("square.gif", 0.04, pictures);
    Gif gif = Gif.read(file, 80);
    assertThat(gif.pictures()).hasSize(120);
    for (int p = 0; p < 120; p++) {
      for (int i = 0; i < 60 * 80; i++) {
        int wanted = Palette.rgb(pictures.get(p).rgb(), i);
        int shown = gif.pictures().get(p)[i];
        for (int shift = 0; shift < 24; shift += 8) {
          int difference = (wanted >> shift & 0xFF) - (shown >> shift & 0xFF);
          assertThat(Math.abs(difference)).isLessThan(16);
        }
      }
    }
    // A tenth of one byte per pixel: only what changed is stored.
    assertThat(Files.size(file)).isLessThan(120L * 60 * 80 / 10 + 4000);
  }

  @Test
  void delaysAddUpToTheTimeShown() throws IOException {
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      pictures.add(square(12, 20, i % 10));
    }
    Gif gif = Gif.read(write("time.gif", 1 / 30.0, pictures), 20);
    assertThat(gif.delays().stream().mapToInt(Integer::intValue).sum()).isEqualTo(100);
    assertThat(gif.delays()).allMatch(delay -> delay == 3 || delay == 4);
  }

  @Test
  void pngHoldsTheLastPicture() throws IOException {
    Picture last = square(20, 30, 8);
    Path file = write("last.PNG", 1, List.of(square(20, 30, 2), last));
    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(30);
    for (int i = 0; i < 20 * 30; i++) {
      assertThat(image.getRGB(i % 30, i / 30) & 0xFFFFFF).isEqualTo(Palette.rgb(last.rgb(), i));
    }
  }

  @Test
  void filmsWithoutPicturesOrOfMixedSizesAreRefusedAndLeaveNoFile() {
    Path file = folder.resolve("empty.gif");
    try (Film film = FilmFormat.GIF.open(file, 0.1)) {
      assertThatIllegalStateException().isThrownBy(film::finish);
      film.add(square(12, 20, 0));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> film.add(square(12, 24, 0)))
          .withMessageContaining("12 x 24 cannot follow one of 12 x 20");
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void theEndingDecidesTheFormat() {
    assertThat(FilmFormat.of(Path.of("a/b.gif"))).isEqualTo(Optional.of(FilmFormat.GIF));
    assertThat(FilmFormat.of(Path.of("b.Mp4"))).isEqualTo(Optional.of(FilmFormat.MP4));
    assertThat(FilmFormat.of(Path.of("b.webm"))).isEmpty();
    assertThat(FilmFormat.of(Path.of("png"))).isEmpty();
  }

  private Path script(String text) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path program = Files.writeString(bin.resolve("ffmpeg"), "#!/bin/sh\n" + text + "\n");
    assumeTrue(program.toFile().setExecutable(true), "files cannot be made executable here");
    return program;
  }

  @Test
  void mp4IsWhatFfmpegMakesOfTheRawPictures() throws IOException {
    Path program =
        script("for last; do :; done; echo \"$@\" > " + folder + "/words; cat > \"$last\"");
    assertThat(FilmFormat.find(folder + "/none:" + program.getParent())).hasValue(program);
    assertThat(FilmFormat.find(folder.toString())).isEmpty();
    Path file = folder.resolve("film.mp4");
    try (Film film = new Mp4File(program, file, 0.05)) {
      film.add(square(12, 21, 0));
      film.add(square(12, 21, 1));
      film.finish();
    }
    assertThat(file).hasSize(2 * 3 * 12 * 21);
    assertThat(folder.resolve("words")).content().contains("-s 21x12 -r 20.0000");
    try (var files = Files.list(folder)) {
      assertThat(files.filter(path -> path.toString().contains(".film"))).isEmpty();
    }
  }

  @Test
  void whatFfmpegComplainsAboutIsPassedOn() throws IOException {
    Path program = script("cat > /dev/null; echo 'Unknown encoder' >&2; exit 3");
    Path file = folder.resolve("film.mp4");
    try (Film film = new Mp4File(program, file, 0.05)) {
      film.add(square(12, 21, 0));
      assertThatExceptionOfType(RunException.class)
          .isThrownBy(film::finish)
          .withMessageContaining("exit code 3 (Unknown encoder)")
          .withMessageContaining(".gif");
    }
    assertThat(file).doesNotExist();
  }
}
