package io.warmstart.cli;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetException;
import io.warmstart.core.data.Provenance;
import io.warmstart.core.data.TopReturns;
import io.warmstart.core.run.Manifest;
import java.nio.file.Path;

/** The dataset of a run: opened as configured, described in the manifest, checked on resume. */
final class RecordedData {
  private RecordedData() {}

  /**
   * Opens the dataset, or the part of it that is to be learned from; the caller closes it.
   *
   * @throws CommandException if none is configured
   */
  static Dataset open(Experiment.Data settings) {
    String path =
        settings
            .path()
            .orElseThrow(() ->
                new CommandException(
                    ExitCode.USAGE, "no dataset: give --dataset FILE, or set data.path"));
    Dataset whole = Datasets.read(Path.of(path), settings.reading());
    if (settings.keepTop() == 1) {
      return whole;
    }
    try (whole) {
      return new TopReturns(settings.keepTop(), settings.keepTopDiscount()).from(whole);
    }
  }

  /**
   * Opens the dataset of a run that goes on.
   *
   * @throws DatasetException if the file is not the one the run began with
   */
  static Dataset openUnchanged(Experiment.Data settings, Manifest manifest) {
    Dataset dataset = open(settings);
    Manifest.Data recorded = manifest.data();
    String now = dataset.provenance().sha256();
    if (recorded != null && !recorded.sha256().equals(now)) {
      dataset.close();
      throw new DatasetException(
          recorded.path()
              + " has changed since the run began: its SHA-256 is "
              + now
              + ", expected "
              + recorded.sha256()
              + "; restore the file, or start a new run");
    }
    return dataset;
  }

  /** The dataset as the manifest has it. */
  static Manifest.Data describe(Experiment.Data settings, Dataset dataset) {
    Provenance provenance = dataset.provenance();
    return new Manifest.Data(
        settings.path().orElse(""),
        provenance.sha256(),
        provenance.format(),
        provenance.reading(),
        dataset.transitions(),
        provenance.lineage());
  }
}
