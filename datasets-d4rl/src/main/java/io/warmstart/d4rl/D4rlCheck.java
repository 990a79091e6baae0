package io.warmstart.d4rl;

import io.warmstart.core.data.DatasetFindings;
import io.warmstart.core.data.DatasetFindings.Finding;
import io.warmstart.core.data.DatasetFindings.Severity;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.d4rl.ValueCheck.Bounds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All checks of one file, streaming: memory does not grow with the number of rows. */
final class D4rlCheck {
  private static final List<String> FLAGS = List.of("terminals", "timeouts");

  private D4rlCheck() {}

  /**
   * Checks a file.
   *
   * @throws io.warmstart.core.data.DatasetException if it cannot be read as HDF5
   */
  static DatasetFindings run(Path path) {
    try (D4rlFile source = D4rlFile.open(path)) {
      List<Finding> findings = new ArrayList<>();
      source
          .problems()
          .forEach(p ->
              findings.add(
                  new Finding(p.check(), Severity.ERROR, p.where(), p.message(), source.rows())));
      boolean sound = findings.isEmpty();
      List<Bounds> declared = sound ? declaredBounds(source) : List.of();
      Stream.of("observations", "actions", "rewards", "next_observations")
          .flatMap(name -> source.column(name).stream())
          .filter(column -> isReadable(source, column))
          .forEach(column -> findings.addAll(values(column, declared)));
      source.infos().forEach(info -> findings.addAll(ValueCheck.of(info, List.of(), false)));
      FLAGS.stream()
          .flatMap(name -> source.column(name).stream())
          .filter(column -> isReadable(source, column) && !column.isWritten())
          .forEach(column -> findings.addAll(ValueCheck.of(column, List.of(), false)));
      if (sound) {
        source.frames().forEach(frames -> findings.addAll(FrameCheck.of(frames.seen())));
        findings.addAll(EpisodeCheck.of(source));
      }
      findings.sort(Comparator.comparing(Finding::severity));
      return new DatasetFindings(path.toString(), source.rows(), findings);
    }
  }

  private static boolean isReadable(D4rlFile source, Hdf5Column column) {
    String where = "/" + column.name();
    return source.problems().stream()
        .noneMatch(p -> p.where().equals(where) && !p.check().equals("rows"));
  }

  private static List<Finding> values(Hdf5Column column, List<Bounds> declared) {
    if (!column.name().equals("actions")) {
      return ValueCheck.of(column, List.of(), false);
    }
    List<Bounds> bounds =
        declared.isEmpty() ? Collections.nCopies(column.width(), new Bounds(-1, 1)) : declared;
    return ValueCheck.of(column, bounds, !declared.isEmpty());
  }

  private static List<Bounds> declaredBounds(D4rlFile source) {
    Optional<EnvironmentSpec> spec = SpecAttributes.read(source);
    return spec.stream().flatMap(s -> s.actions().stream()).flatMap(D4rlCheck::bounds).toList();
  }

  private static Stream<Bounds> bounds(ActionPart part) {
    return switch (part) {
      case ActionPart.Box box -> box.channels().stream().map(c -> new Bounds(c.low(), c.high()));
      case ActionPart.Discrete discrete -> Stream.of(new Bounds(0, discrete.choices().size() - 1));
    };
  }
}
