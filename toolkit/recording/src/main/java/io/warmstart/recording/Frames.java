package io.warmstart.recording;

import io.warmstart.core.space.ObservationPart;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * One part of bytes as a PNG or JPEG file and back.
 *
 * <p>Frames [height, width, 1] and [height, width, 3] are pictures as everybody knows them. Any
 * other shape is a grey picture of its first size times all others, which is lossless as PNG.
 */
final class Frames {
  private static final int RGB = 3;
  private static final int PICTURE_RANK = 3;

  private final int height;
  private final int width;
  private final int bands;
  private final PictureFormat format;

  Frames(ObservationPart part, PictureFormat format) {
    this.height = part.shape().get(0);
    boolean colour = part.isImage() && part.shape().get(2) == RGB;
    this.bands = colour ? RGB : 1;
    this.width = part.elements() / height / bands;
    // Bytes that are no picture would suffer from a lossy format in ways nobody can foresee.
    boolean picture = part.shape().size() == PICTURE_RANK && (colour || part.shape().get(2) == 1);
    this.format = picture ? format : new PictureFormat.Png();
  }

  /** Whether decoding gives other bytes than were encoded. */
  boolean isLossy() {
    return format instanceof PictureFormat.Jpeg;
  }

  /** Name of the format, as ROS names it. */
  String formatName() {
    return switch (format) {
      case PictureFormat.Png ignored -> "png";
      case PictureFormat.Jpeg ignored -> "jpeg";
    };
  }

  /** The file of these {@code height * width * bands} bytes. */
  byte[] encode(byte[] pixels) {
    return switch (format) {
      case PictureFormat.Png ignored -> PngFile.encode(pixels, height, width, bands);
      case PictureFormat.Jpeg jpeg -> jpeg(pixels, jpeg.quality());
    };
  }

  private byte[] jpeg(byte[] pixels, float quality) {
    int type = bands == RGB ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY;
    BufferedImage image = new BufferedImage(width, height, type);
    int[] samples = new int[pixels.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = pixels[i] & 0xFF;
    }
    image.getRaster().setPixels(0, 0, width, height, samples);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionQuality(quality);
      writer.write(null, new IIOImage(image, null, null), settings);
    } catch (IOException e) {
      throw new IllegalStateException("a picture in memory can always be written", e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /**
   * Decodes a file of the named format into [height, width, bands] bytes.
   *
   * @throws RecordingException if it is no such file, or a picture of another size
   */
  void decode(byte[] file, String name, MemorySegment out) {
    Raster raster = read(file, name);
    if (raster.getWidth() != width
        || raster.getHeight() != height
        || raster.getNumBands() != bands) {
      throw new RecordingException(
          "a frame of "
              + raster.getHeight()
              + " x "
              + raster.getWidth()
              + " x "
              + raster.getNumBands()
              + ", expected "
              + height
              + " x "
              + width
              + " x "
              + bands);
    }
    int[] samples = raster.getPixels(0, 0, width, height, (int[]) null);
    for (int i = 0; i < samples.length; i++) {
      out.set(ValueLayout.JAVA_BYTE, i, (byte) samples[i]);
    }
  }

  private static Raster read(byte[] file, String name) {
    ImageReader reader =
        ImageIO.getImageReadersByFormatName(name.equals("jpeg") ? "jpeg" : "png").next();
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in, true, true);
      return reader.read(0).getRaster();
    } catch (IOException e) {
      throw new RecordingException("a frame cannot be read as " + name + ": " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }
}
