package io.warmstart.cli.film;

import io.warmstart.core.environment.Picture;
import io.warmstart.core.run.DurableFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** The last picture as a PNG file. */
final class PngFile implements Film {
  private final Path file;
  private @Nullable Picture last;

  PngFile(Path file) {
    this.file = file;
  }

  @Override
  public void add(Picture picture) {
    last = picture;
  }

  @Override
  public void finish() {
    Picture picture = last;
    if (picture == null) {
      throw new IllegalStateException("there is no picture to write to " + file);
    }
    DurableFile.write(file, bytes(picture));
  }

  private static byte[] bytes(Picture picture) {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
    int[] rgb = new int[picture.width() * picture.height()];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = Palette.rgb(picture.rgb(), i);
    }
    image.setRGB(0, 0, picture.width(), picture.height(), rgb, 0, picture.width());
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException("an array in memory takes every write", e);
    }
    return png.toByteArray();
  }

  @Override
  public void close() {
    last = null;
  }
}
