package io.warmstart.d4rl;

import static org.assertj.core.api.Assertions.assertThat;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads in a child JVM whose heap is far smaller than the file. */
class LargeFileTest {
  private static final int ROWS = 600_000;
  private static final int WIDTH = 60;

  @TempDir Path folder;

  @Test
  void contiguousFileLargerThanTheHeapLoads() throws IOException, InterruptedException {
    Path file = folder.resolve("large.hdf5");
    try (WritableHdfFile out = HdfFile.write(file)) {
      float[][] observations = new float[ROWS][WIDTH];
      for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < WIDTH; j++) {
          observations[i][j] = (i + j) % 128;
        }
      }
      out.putDataset("observations", observations);
      out.putDataset("actions", new float[ROWS][1]);
      out.putDataset("rewards", new float[ROWS]);
      out.putDataset("terminals", terminals());
    }
    assertThat(Files.size(file)).isGreaterThan(140_000_000);
    assertThat(ChildProgram.run("", "-Xmx64m", "read", file)).isEqualTo(expected());
  }

  @Test
  void chunkedFileLargerThanTheHeapLoads() throws IOException, InterruptedException {
    Path file = folder.resolve("large.hdf5");
    try (Hdf5Writer out = new Hdf5Writer(file, file)) {
      Hdf5Writer.Column observations = out.floats("observations", ROWS, WIDTH);
      Hdf5Writer.Column actions = out.floats("actions", ROWS, 1);
      Hdf5Writer.Column rewards = out.floats("rewards", ROWS, 0);
      Hdf5Writer.Column terminals = out.booleans("terminals", ROWS);
      int block = 10_000;
      for (int first = 0; first < ROWS; first += block) {
        float[] values = new float[block * WIDTH];
        for (int i = 0; i < values.length; i++) {
          values[i] = (first + i / WIDTH + i % WIDTH) % 128;
        }
        observations.append(values, block);
        actions.append(new float[block], block);
        rewards.append(new float[block], block);
        byte[] flags = new byte[block];
        flags[block - 1] = (byte) (first + block == ROWS ? 1 : 0);
        terminals.append(flags, block);
      }
      out.finish();
    }
    assertThat(ChildProgram.run("", "-Xmx64m", "read", file)).isEqualTo(expected());
  }

  @Test
  void fullDiskGivesOneLineAndLeavesNothing() throws IOException, InterruptedException {
    Path file = folder.resolve("full.hdf5");
    // A limit on the size of files stands for a full disk; the unit is 1024 bytes.
    String output = ChildProgram.run("ulimit -f 200; ", "-Xmx256m", "write", file);
    assertThat(output.lines()).hasSize(1);
    assertThat(output).contains("refused: ", "full.hdf5 cannot be written (").endsWith("[exit 0]");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  private static byte[] terminals() {
    byte[] flags = new byte[ROWS];
    flags[ROWS - 1] = 1;
    return flags;
  }

  private static String expected() {
    double sum = 0;
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < WIDTH; j++) {
        sum += (i + j) % 128;
      }
    }
    return ROWS + " " + sum + " [exit 0]";
  }
}
