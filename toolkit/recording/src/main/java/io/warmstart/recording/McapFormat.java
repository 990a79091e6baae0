package io.warmstart.recording;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetException;
import io.warmstart.core.data.DatasetFindings;
import io.warmstart.core.data.DatasetFormat;
import io.warmstart.core.data.FileFacts;
import io.warmstart.core.data.ReadOptions;
import io.warmstart.core.run.RunException;
import io.warmstart.core.run.Sha256;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.DType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Recorded sessions as datasets. Stateless; any thread may use it. */
public final class McapFormat implements DatasetFormat {
  static final String NAME = "mcap";

  private static final Logger LOG = LoggerFactory.getLogger(McapFormat.class);
  private static final byte[] MAGIC = {(byte) 0x89, 'M', 'C', 'A', 'P'};

  /** For {@link java.util.ServiceLoader}. */
  public McapFormat() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean recognises(Path path) {
    if (path.toString().toLowerCase(Locale.ROOT).endsWith(".mcap")) {
      return true;
    }
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(path)) {
      return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Dataset read(Path path, ReadOptions options) {
    if (options.reading() != ReadOptions.Reading.STRICT) {
      throw new DatasetException(
          path
              + " is a recorded session, which says itself where episodes end; D4RL's reading rules"
              + " do not apply to it. Leave out --reading");
    }
    return checked(() -> {
      Dataset dataset = RecordedSession.open(path).toDataset();
      dataset.provenance().lineage().stream()
          .skip(1)
          .forEach(remark -> LOG.warn("{}: {}", path, remark));
      return dataset;
    });
  }

  private static <T> T checked(Supplier<T> body) {
    try {
      return body.get();
    } catch (RecordingException | RunException e) {
      throw new DatasetException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void write(Dataset dataset, Path path, Map<String, String> attributes) {
    checked(() -> {
      DatasetSession.write(dataset, path, attributes.getOrDefault("task", ""));
      return true;
    });
  }

  @Override
  public FileFacts facts(Path path) {
    return checked(() -> {
      RecordedSession session = RecordedSession.open(path);
      return new FileFacts(
          path.toString(),
          NAME,
          path.toFile().length(),
          Sha256.of(path),
          session.report().steps(),
          session.terminated(),
          true,
          session.truncated(),
          columns(session.info().spec(), session.report().steps()),
          attributes(session));
    });
  }

  private static List<FileFacts.StoredColumn> columns(EnvironmentSpec spec, long rows) {
    List<FileFacts.StoredColumn> columns = new ArrayList<>();
    for (ObservationPart part : spec.observations()) {
      List<Long> shape = new ArrayList<>(List.of(rows));
      part.shape().forEach(size -> shape.add((long) size));
      boolean frame = part.type() == DType.U8;
      columns.add(
          new FileFacts.StoredColumn(
              Topics.OBSERVATIONS + part.name(),
              frame ? "uint8" : "float32",
              shape,
              frame ? "picture files" : "cdr"));
    }
    columns.add(
        new FileFacts.StoredColumn(
            Topics.TRANSITIONS, "float32", List.of(rows, (long) spec.actionWidth()), "cdr"));
    return columns;
  }

  private static Map<String, String> attributes(RecordedSession session) {
    Map<String, String> attributes = new LinkedHashMap<>();
    if (!session.info().task().isEmpty()) {
      attributes.put("task", session.info().task());
    }
    attributes.put("interventions", session.interventions() + " steps");
    attributes.put("whole", session.report().isWhole() ? "yes" : "no; see: dataset check");
    return attributes;
  }

  @Override
  public DatasetFindings check(Path path) {
    return checked(() -> SessionCheck.run(RecordedSession.open(path)));
  }
}
