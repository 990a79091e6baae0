package io.warmstart.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.space.ObservationPart;
import io.warmstart.core.space.Role;
import io.warmstart.engine.DType;
import io.warmstart.engine.Philox;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FramesTest {
  private static byte[] noise(int count) {
    byte[] bytes = new byte[count];
    Philox random = Philox.of(1, "noise");
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) random.integer(0, i, 256);
    }
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "1,1,3", "5,7,1", "128,96,3", "6,5,4", "9,4,9"})
  void pngGivesBackEveryByte(int height, int width, int channels) {
    byte[] pixels = noise(height * width * channels);
    Frames frames =
        new Frames(
            ObservationPart.image("camera", height, width, channels), new PictureFormat.Png());
    byte[] decoded = new byte[pixels.length];
    frames.decode(frames.encode(pixels), "png", MemorySegment.ofArray(decoded));
    assertThat(decoded).isEqualTo(pixels);
    assertThat(frames.isLossy()).isFalse();
  }

  @Test
  void bytesThatAreNoPictureAreNeverLossy() {
    ObservationPart contacts =
        new ObservationPart("contacts", DType.U8, List.of(6, 2), Role.STATE, List.of());
    Frames frames = new Frames(contacts, new PictureFormat.Jpeg(0.5f));
    assertThat(frames.isLossy()).isFalse();
    byte[] decoded = new byte[12];
    frames.decode(frames.encode(noise(12)), "png", MemorySegment.ofArray(decoded));
    assertThat(decoded).isEqualTo(noise(12));
  }

  @Test
  void otherProgramsSeeTheSameColours() throws IOException {
    byte[] red = {(byte) 200, 10, 20};
    Frames frames = new Frames(ObservationPart.image("camera", 1, 1, 3), new PictureFormat.Png());
    int rgb = ImageIO.read(new ByteArrayInputStream(frames.encode(red))).getRGB(0, 0) & 0xFFFFFF;
    assertThat(rgb).isEqualTo(200 << 16 | 10 << 8 | 20);
  }

  @Test
  void jpegIsNearAndItsDecodedFrameIsStable() {
    int size = 16;
    byte[] smooth = new byte[size * size * 3];
    for (int i = 0; i < smooth.length; i++) {
      smooth[i] = (byte) (i / 3 / 2);
    }
    Frames frames =
        new Frames(ObservationPart.image("camera", size, size, 3), new PictureFormat.Jpeg(0.95f));
    byte[] file = frames.encode(smooth);
    byte[] first = new byte[smooth.length];
    byte[] second = new byte[smooth.length];
    frames.decode(file, "jpeg", MemorySegment.ofArray(first));
    frames.decode(file, "jpeg", MemorySegment.ofArray(second));
    assertThat(second).isEqualTo(first);
    for (int i = 0; i < smooth.length; i++) {
      assertThat(Math.abs((first[i] & 0xFF) - (smooth[i] & 0xFF))).isLessThan(12);
    }
  }

  @Test
  void aFrameOfAnotherSizeOrKindIsRefused() {
    Frames small = new Frames(ObservationPart.image("camera", 2, 2, 3), new PictureFormat.Png());
    Frames large = new Frames(ObservationPart.image("camera", 3, 2, 3), new PictureFormat.Png());
    MemorySegment out = MemorySegment.ofArray(new byte[18]);
    assertThatThrownBy(() -> large.decode(small.encode(noise(12)), "png", out))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining("2 x 2 x 3, expected 3 x 2 x 3");
    assertThatThrownBy(() -> large.decode(new byte[] {1, 2, 3}, "png", out))
        .isInstanceOf(RecordingException.class);
  }
}
