package io.warmstart.d4rl;

import io.warmstart.core.data.DatasetFindings.Finding;
import io.warmstart.core.data.DatasetFindings.Severity;
import java.util.Arrays;
import java.util.List;

/** Looks at the frames of one array alone: never written, or all the same. */
final class FrameCheck {
  private FrameCheck() {}

  /** Reads frames until one differs from the first. */
  static List<Finding> of(Hdf5Column column) {
    if (!column.isWritten()) {
      return List.of(
          finding(
              "unwritten",
              column,
              " was never written and reads as its fill value; expected pictures. Record it"
                  + " again."));
    }
    return column.rows() > 1 && isConstant(new FrameReader(column))
        ? List.of(
            finding(
                "constant",
                column,
                " holds the same picture in every row; expected pictures that vary. Check the"
                    + " camera."))
        : List.of();
  }

  private static boolean isConstant(FrameReader reader) {
    int bytes = reader.rowBytes();
    int at = reader.locate(0);
    byte[] start = Arrays.copyOfRange(reader.values(), at, at + bytes);
    for (long row = 1; row < reader.rows(); row++) {
      at = reader.locate(row);
      if (!Arrays.equals(start, 0, bytes, reader.values(), at, at + bytes)) {
        return false;
      }
    }
    return true;
  }

  private static Finding finding(String check, Hdf5Column column, String text) {
    return new Finding(
        check, Severity.WARNING, "/" + column.name(), column.where() + text, column.rows());
  }
}
