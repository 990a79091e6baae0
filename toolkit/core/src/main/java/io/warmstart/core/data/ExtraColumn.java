package io.warmstart.core.data;

import java.util.List;

/**
 * An additional F32 column of a dataset.
 *
 * @param name such as {@code infos/goal}
 * @param rowShape shape of one row; empty for scalars
 */
public record ExtraColumn(String name, List<Integer> rowShape) {
  /** Copies the shape. */
  public ExtraColumn {
    rowShape = List.copyOf(rowShape);
  }
}
