package io.warmstart.d4rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.warmstart.core.data.ColumnBuffer;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetBuilder;
import io.warmstart.core.data.DatasetException;
import io.warmstart.core.data.DatasetFindings.Finding;
import io.warmstart.core.data.DatasetSummary;
import io.warmstart.core.data.Provenance;
import io.warmstart.core.data.ReadOptions;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Files whose observations are pictures, in both directions beside h5py. */
class FramesTest {
  private final D4rlFormat format = new D4rlFormat();
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(TerminationCause.class)
  void writtenPicturesReadAsTheSameDataset(TerminationCause lastCause) {
    Path file = folder.resolve("pictures.hdf5");
    try (Dataset written = RandomPictures.of(3, 40, lastCause)) {
      format.write(written, file, Map.of());
      try (Dataset read = format.read(file, ReadOptions.strict())) {
        assertThat(read.spec()).isEqualTo(written.spec());
        assertThat(read.episodes()).isEqualTo(written.episodes());
        for (ColumnBuffer column : written.columns().values()) {
          assertThat(read.column(column.name()).data().mismatch(column.data()))
              .as(column.name())
              .isEqualTo(-1);
        }
      }
      assertThat(format.check(file).findings()).isEmpty();
    }
  }

  @Test
  void pictureSlotsFollowD4rlCompat() {
    Path file = folder.resolve("pictures.hdf5");
    try (Dataset written = RandomPictures.of(4, 20, TerminationCause.TERMINATED)) {
      format.write(written, file, Map.of());
      try (Dataset compat = format.read(file, new ReadOptions(ReadOptions.Reading.D4RL_COMPAT))) {
        ColumnBuffer side = compat.column("observations/side");
        ColumnBuffer source = written.column("observations/side");
        for (long t = 0; t < compat.transitions(); t++) {
          long row = compat.column("row").getLong(compat.slot(t), 0);
          // The next picture is the following row's, also after a terminal.
          assertSame(side, compat.slot(t), source, written.slot(row));
          assertSame(side, compat.slot(t) + 1, source, written.slot(row + 1));
        }
      }
    }
  }

  private static void assertSame(ColumnBuffer a, long slotA, ColumnBuffer b, long slotB) {
    long bytes = a.rowBytes();
    assertThat(
            a.data().asSlice(slotA * bytes, bytes).mismatch(b.data().asSlice(slotB * bytes, bytes)))
        .isEqualTo(-1);
  }

  @Test
  void summaryShowsThePictures() {
    try (Dataset dataset = RandomPictures.of(5, 10, TerminationCause.CUT)) {
      List<DatasetSummary.ChannelStatistics> pictures = DatasetSummary.of(dataset).pictures();
      assertThat(pictures)
          .extracting(DatasetSummary.ChannelStatistics::name)
          .containsExactly("wrist/rgb0", "wrist/rgb1", "wrist/rgb2", "side");
      DatasetSummary.ChannelStatistics side = pictures.get(3);
      double sum = 0;
      double squares = 0;
      double n = dataset.transitions() * 40000.0;
      for (long t = 0; t < dataset.transitions(); t++) {
        for (int i = 0; i < 40000; i++) {
          double x = dataset.column("observations/side").get(dataset.slot(t), i);
          sum += x;
          squares += x * x;
        }
      }
      assertThat(side.mean()).isEqualTo(sum / n, within(1e-9));
      assertThat(side.standardDeviation())
          .isEqualTo(Math.sqrt(squares / n - sum / n * (sum / n)), within(1e-6));
      assertThat(side.min()).isZero();
      assertThat(side.max()).isEqualTo(255);
    }
  }

  @Test
  void picturesAloneAreRefused() {
    EnvironmentSpec spec =
        new EnvironmentSpec(
            List.of(ObservationPart.image("side", 2, 2, 1)),
            RandomPictures.SPEC.actions(),
            Duration.ZERO);
    try (DatasetBuilder builder = new DatasetBuilder(spec, List.of(), 16)) {
      builder.step(Observation.of(spec), new float[1], 0);
      builder.end(TerminationCause.CUT, Observation.of(spec));
      try (Dataset dataset = builder.build(Provenance.generated("one step"))) {
        assertThatThrownBy(() -> format.write(dataset, folder.resolve("a.hdf5"), Map.of()))
            .isInstanceOf(DatasetException.class)
            .hasMessageContaining("cannot hold observations [side] alone")
            .hasMessageNotContaining("\n");
      }
    }
  }

  @Test
  void h5pyReadsTheSameBytes() throws Exception {
    requireH5py();
    Path file = folder.resolve("ours.hdf5");
    try (Dataset dataset = RandomPictures.of(6, 12, TerminationCause.TRUNCATED)) {
      format.write(dataset, file, Map.of());
      String script =
          """
          import sys, h5py, numpy as np
          f = h5py.File(sys.argv[1], "r")
          side, rgb, depth = f["obs/side"], f["obs/wrist/rgb"], f["obs/depth"]
          assert side.dtype == np.uint8 and rgb.dtype == np.uint8 and depth.dtype == np.float32
          assert side.chunks == (6, 200, 200, 1) and side.compression == "gzip", side.chunks
          assert rgb.shape[1:] == (5, 7, 3) and f["observations"].shape == (len(rgb), 3)
          assert f["final_obs/side"].shape[0] == (f["terminals"][:] | f["timeouts"][:]).sum()
          assert list(f.attrs["observation_parts"])[0] == "wrist/rgb"
          weigh = lambda a: int((a[:].astype("i8").reshape(-1) * (np.arange(a.size) % 1009)).sum())
          print(weigh(side), weigh(rgb), weigh(f["final_obs/side"]))
          """;
      String[] printed = python(script, file).strip().split(" ");
      assertThat(printed)
          .containsExactly(
              Long.toString(weigh(dataset, "side", false)),
              Long.toString(weigh(dataset, "wrist/rgb", false)),
              Long.toString(weigh(dataset, "side", true)));
    }
  }

  private static long weigh(Dataset dataset, String part, boolean finals) {
    ColumnBuffer column = dataset.column("observations/" + part);
    long sum = 0;
    long at = 0;
    for (long slot = 0; slot < column.rows(); slot++) {
      boolean isFinal = dataset.column("row").getLong(slot, 0) < 0;
      for (int i = 0; isFinal == finals && i < column.rowElements(); i++) {
        sum += (long) column.get(slot, i) * (at++ % 1009);
      }
    }
    return sum;
  }

  /** Files as h5py writes them; the bytes of row r, pixel i are (31 r + i) mod 251. */
  private static final String FOREIGN =
      """
      import sys, h5py, numpy as np
      f = h5py.File(sys.argv[1], "w")
      n, h, w, c = 40, 12, 10, 3
      frames = ((np.arange(n + 1)[:, None] * 31 + np.arange(h * w * c)) % 251).astype("u1")
      frames = frames.reshape(n + 1, h, w, c)
      ends = np.zeros(n, bool); ends[[9, 19, 39]] = True
      f["observations"] = np.arange(2 * n, dtype="f4").reshape(n, 2)
      f["next_observations"] = f["observations"][:] + 2 + 100 * ends[:, None]
      f["actions"] = np.linspace(-1, 1, n, dtype="f4")[:, None]
      f["rewards"] = np.zeros(n, "f4")
      f["terminals"] = np.arange(n) == 9
      f["timeouts"] = ends & (np.arange(n) != 9)
      f["obs/joints"] = np.zeros((n, 2), "f4")
      storage = eval(sys.argv[2])
      f.create_dataset("obs/agentview_image", data=frames[:n], **storage)
      after = frames[1:].copy(); after[ends] = 255 - after[ends]
      mode = sys.argv[3]
      if mode == "next":
          f.create_dataset("next_obs/agentview_image", data=after, **storage)
      elif mode == "final":
          f.create_dataset("final_obs/agentview_image", data=after[ends], **storage)
      exec(mode if mode.startswith("del") else "")
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "dict(); next",
        "dict(); final",
        "dict(chunks=True, compression='gzip', shuffle=True); next",
        "dict(chunks=(3, 5, 4, 2), compression='gzip'); final",
        "dict(chunks=(3, 5, 4, 2), shuffle=True, fletcher32=True); next",
        "dict(chunks=(2, 12, 10, 3)); final"
      })
  void picturesOfH5pyAreRead(String storage, String mode) throws Exception {
    requireH5py();
    Path file = folder.resolve("theirs.hdf5");
    python(FOREIGN, file, storage, mode);
    try (Dataset read = format.read(file, ReadOptions.strict())) {
      assertThat(read.spec().image("agentview_image").shape()).containsExactly(12, 10, 3);
      assertThat(read.transitions()).isEqualTo(40);
      assertThat(read.episodes()).hasSize(3);
      assertThat(read.provenance().lineage()).anyMatch(line -> line.contains("/obs/joints"));
      ColumnBuffer frames = read.column("observations/agentview_image");
      for (long t = 0; t < 40; t++) {
        boolean ends = t == 9 || t == 19 || t == 39;
        for (int i = 0; i < 360; i++) {
          int next = (int) (31 * (t + 1) + i) % 251;
          assertThat(frames.getLong(read.slot(t), i)).isEqualTo((31 * t + i) % 251);
          assertThat(frames.getLong(read.slot(t) + 1, i)).isEqualTo(ends ? 255 - next : next);
        }
      }
    }
    assertThat(format.check(file).findings())
        .extracting(Finding::check)
        .doesNotContain("rows", "rank", "type", "next-observations");
  }

  @Test
  void rowsWithoutANextPictureAreDropped() throws Exception {
    requireH5py();
    Path file = folder.resolve("theirs.hdf5");
    python(FOREIGN, file, "dict()", "none");
    try (Dataset read = format.read(file, ReadOptions.strict())) {
      // Rows 19 and 39 time out; row 9 terminates and is masked.
      assertThat(read.transitions()).isEqualTo(38);
      assertThat(read.episodes()).hasSize(3);
      assertThat(read.mask(9)).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "f['obs/agentview_image'].astype('f8')[:]; holds float64; expected pictures as uint8",
        "f['obs/agentview_image'][:, :, :, 0]; has shape [40, 12, 10]; expected [rows, height,",
        "f['obs/agentview_image'][:30]; has 30 frames but /observations has 40"
      })
  void wrongPicturesAreRefusedInOneLine(String data, String message) throws Exception {
    requireH5py();
    Path file = folder.resolve("wrong.hdf5");
    python(
        FOREIGN,
        file,
        "dict()",
        "del_ = " + data + "; del f['obs/agentview_image']; f['obs/agentview_image'] = del_");
    assertThatThrownBy(() -> format.read(file, ReadOptions.strict()))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("/obs/agentview_image")
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
    assertThat(format.check(file).findings())
        .anyMatch(finding -> finding.where().equals("/obs/agentview_image"));
  }

  @Test
  void missingFinalPicturesAreRefused() throws Exception {
    requireH5py();
    Path file = folder.resolve("wrong.hdf5");
    python(FOREIGN, file, "dict()", "final");
    String cut =
        """
        import sys, h5py
        f = h5py.File(sys.argv[1], "a")
        few = f["final_obs/agentview_image"][:2]
        del f["final_obs/agentview_image"]
        f["final_obs/agentview_image"] = few
        """;
    python(cut, file);
    assertThatThrownBy(() -> format.read(file, ReadOptions.strict()))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("has 2 frames but the marked ends, with the last row, are 3")
        .hasMessageNotContaining("\n");
  }

  @Test
  void frozenCameraIsFound() throws Exception {
    requireH5py();
    Path file = folder.resolve("frozen.hdf5");
    python(FOREIGN, file, "dict()", "del_ = 0; f['obs/agentview_image'][:] = 7");
    assertThat(format.check(file).findings())
        .anyMatch(finding ->
            finding.check().equals("constant") && finding.where().equals("/obs/agentview_image"));
  }

  private static void requireH5py() throws InterruptedException {
    boolean found;
    try {
      found =
          new ProcessBuilder("/usr/bin/python3", "-c", "import h5py")
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .start()
                  .waitFor()
              == 0;
    } catch (IOException e) {
      found = false;
    }
    assumeTrue(found, "python3-h5py is not installed");
  }

  private static String python(String script, Path file, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("/usr/bin/python3", "-c", script, file.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text;
  }
}
