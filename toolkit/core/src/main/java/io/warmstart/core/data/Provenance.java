package io.warmstart.core.data;

import java.util.List;

/**
 * Where data came from; written into every manifest.
 *
 * @param source file name or generator command
 * @param sha256 of the file, lower-case hex; empty for data that never were a file
 * @param format name of the reader, such as {@code d4rl}
 * @param reading how the file was read, such as {@code strict} or {@code d4rl-compat}
 * @param lineage steps since then, oldest first (generator, filters, transforms)
 */
public record Provenance(
    String source, String sha256, String format, String reading, List<String> lineage) {
  /** Copies the list. */
  public Provenance {
    lineage = List.copyOf(lineage);
  }

  /** Data made by this program. */
  public static Provenance generated(String command) {
    return new Provenance(command, "", "generated", "", List.of());
  }
}
