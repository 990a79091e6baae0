package io.warmstart.d4rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetSummary;
import io.warmstart.core.data.ReadOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that we write, judged by the programs that others read them with. */
class PythonReaderTest {
  private static final String SCRIPT =
      """
      import sys, h5py, numpy as np
      f = h5py.File(sys.argv[1], "r")
      o, n = f["observations"], f["next_observations"]
      assert o.dtype == np.float32 and o.compression == "gzip" and o.shuffle and o.chunks
      assert f["terminals"].dtype == bool and f["timeouts"].dtype == bool
      assert f.attrs["task"] == "maze2d-umaze", f.attrs["task"]
      assert list(f["actions"].attrs["channel_low"]) == [-2, 0]
      ends = f["terminals"][:] | f["timeouts"][:]
      assert np.array_equal(n[:-1][~ends[:-1]], o[1:][~ends[:-1]])
      s = lambda k: repr(float(np.asarray(f[k]).astype("f8").sum()))
      print(o.shape[0], int(f["terminals"][:].sum()), s("observations"), s("infos/goal"))
      """;

  @TempDir Path folder;

  @Test
  void h5pyReadsWhatWasWritten() throws IOException, InterruptedException {
    assumeTrue(succeeds("/usr/bin/python3", "-c", "import h5py"), "python3-h5py is not installed");
    Path file = folder.resolve("ours.hdf5");
    try (Dataset dataset = RandomDatasets.of(4, 3000)) {
      new D4rlFormat().write(dataset, file, Map.of("task", "maze2d-umaze"));
      double observations = 0;
      double goals = 0;
      long terminals = 0;
      for (long t = 0; t < dataset.transitions(); t++) {
        long slot = dataset.slot(t);
        observations +=
            (double) dataset.column("observations/position").get(slot, 0)
                + dataset.column("observations/position").get(slot, 1)
                + dataset.column("observations/goal").get(slot, 0);
        goals += dataset.column("infos/goal").get(slot, 0);
        goals += dataset.column("infos/goal").get(slot, 1);
        terminals += dataset.mask(t) == 0 ? 1 : 0;
      }
      String[] printed =
          output("/usr/bin/python3", "-c", SCRIPT, file.toString()).strip().split(" ");
      assertThat(printed).hasSize(4);
      assertThat(Long.parseLong(printed[0])).isEqualTo(dataset.transitions());
      assertThat(Long.parseLong(printed[1])).isEqualTo(terminals);
      assertThat(Double.parseDouble(printed[2])).isCloseTo(observations, Offset.offset(1e-6));
      assertThat(Double.parseDouble(printed[3])).isCloseTo(goals, Offset.offset(1e-3));
    }
  }

  @Test
  void h5dumpReadsWhatWasWritten() throws IOException, InterruptedException {
    assumeTrue(succeeds("h5dump", "--version"), "hdf5-tools is not installed");
    Path file = folder.resolve("ours.hdf5");
    try (Dataset dataset = RandomDatasets.of(4, 30)) {
      new D4rlFormat().write(dataset, file, Map.of());
    }
    assertThat(output("h5dump", "-p", "-H", file.toString()))
        .contains("\"FALSE\"", "\"TRUE\"", "H5T_IEEE_F32LE", "COMPRESSION DEFLATE", "SHUFFLE");
  }

  @Test
  void statisticsOfARealFileAreThoseOfH5py() throws IOException, InterruptedException {
    Path real = Path.of("..", "..", "shared", "data", "guda_trajectories.hdf5");
    assumeTrue(Files.exists(real), real + " is not there");
    assumeTrue(succeeds("/usr/bin/python3", "-c", "import h5py"), "python3-h5py is not installed");
    String script =
        """
        import sys, h5py
        o = h5py.File(sys.argv[1], "r")["observations"][:].astype("f8")
        for x in list(o.mean(0)) + list(o.std(0)) + list(o.min(0)) + list(o.max(0)): print(x)
        """;
    String[] lines = output("/usr/bin/python3", "-c", script, real.toString()).strip().split("\n");
    try (Dataset dataset = new D4rlFormat().read(real, ReadOptions.strict())) {
      var summary = DatasetSummary.of(dataset);
      assertThat(summary.transitions()).isEqualTo(20_000);
      assertThat(summary.terminated()).isEqualTo(10);
      assertThat(summary.observations()).hasSize(8);
      for (int i = 0; i < 8; i++) {
        var channel = summary.observations().get(i);
        close(channel.mean(), lines[i]);
        close(channel.standardDeviation(), lines[8 + i]);
        assertThat(channel.min()).isEqualTo(Double.parseDouble(lines[16 + i]));
        assertThat(channel.max()).isEqualTo(Double.parseDouble(lines[24 + i]));
      }
    }
  }

  private static void close(double actual, String expected) {
    assertThat(actual).isCloseTo(Double.parseDouble(expected), Offset.offset(1e-12));
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static String output(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
