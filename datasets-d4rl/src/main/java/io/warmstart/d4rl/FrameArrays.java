package io.warmstart.d4rl;

import io.warmstart.core.space.ObservationPart;
import io.warmstart.core.space.Role;
import io.warmstart.d4rl.ElementType.Kind;
import io.warmstart.engine.DType;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An observation part that is no flat vector, such as camera frames: an array of its own.
 *
 * <p>The frames of a row are in {@code obs/<part>}, robomimic's place for them; those that follow a
 * row are in {@code next_obs/<part>} if the file has it, else in the following row, or, after the
 * last step of an episode, in {@code final_obs/<part>}: one frame for every row that is marked as
 * terminal or as time-out, and for the last row.
 *
 * @param part what it is
 * @param seen frames in rows, [rows, height, width, channels]
 * @param next frames that follow each row, null if not stored
 * @param last frames that follow the last row of each episode, null if not stored
 */
record FrameArrays(
    ObservationPart part, Hdf5Column seen, @Nullable Hdf5Column next, @Nullable Hdf5Column last) {
  static final String SEEN = "obs/";
  static final String NEXT = "next_obs/";
  static final String FINAL = "final_obs/";

  /** Whether an array belongs to one of the groups that hold frames. */
  static boolean covers(String name) {
    return Stream.of(SEEN, NEXT, FINAL).anyMatch(name::startsWith);
  }

  /**
   * The frames of a file; arrays below {@code obs/} that are none are noted, faulty ones reported.
   */
  static List<FrameArrays> of(D4rlFile source) {
    List<FrameArrays> found = new ArrayList<>();
    for (Map.Entry<String, Hdf5Column> entry : source.file().columns().entrySet()) {
      String path = entry.getKey();
      if (path.startsWith(SEEN)) {
        String name = path.substring(SEEN.length());
        part(source, name, entry.getValue())
            .map(part ->
                new FrameArrays(
                    part,
                    entry.getValue(),
                    alike(source, part, NEXT + name),
                    alike(source, part, FINAL + name)))
            .ifPresent(found::add);
      } else if (covers(path)) {
        String name = path.substring(path.indexOf('/') + 1);
        if (source.column(SEEN + name).isEmpty()) {
          source.note("skipped /" + path + ": there is no /" + SEEN + name);
        }
      }
    }
    return found;
  }

  private static Optional<ObservationPart> part(D4rlFile source, String name, Hdf5Column column) {
    List<String> kinds =
        source.file().strings(column.name(), SpecAttributes.KINDS).orElse(List.of());
    boolean declared = kinds.size() == 1;
    if (!declared && column.rank() < 3) {
      source.note(
          "skipped /"
              + column.name()
              + ": shape "
              + column.shapeText()
              + " is no picture per step");
      return Optional.empty();
    }
    Optional<DType> type = type(column);
    if (type.isEmpty()) {
      source.problem(
          "type",
          column,
          " holds "
              + column.typeText()
              + "; expected pictures as uint8, or other fields as little-endian float32. Convert"
              + " it, or remove it.");
      return Optional.empty();
    }
    boolean picture = column.rank() == 4 || type.get() == DType.F32;
    if (column.width() == 0 || column.rank() < 2 || !declared && !picture) {
      source.problem(
          "rank",
          column,
          " has shape "
              + column.shapeText()
              + "; expected [rows, height, width, channels]. Give grey pictures one channel.");
      return Optional.empty();
    }
    Role role = type.get() == DType.U8 ? Role.IMAGE : Role.STATE;
    try {
      role = declared ? Role.valueOf(kinds.get(0)) : role;
    } catch (IllegalArgumentException e) {
      source.problem(
          "type",
          column,
          " is declared as "
              + kinds.get(0)
              + "; expected one of "
              + Arrays.toString(Role.values())
              + ". Remove its attribute \""
              + SpecAttributes.KINDS
              + "\".");
    }
    return Optional.of(new ObservationPart(name, type.get(), column.rowShape(), role, List.of()));
  }

  private static Optional<DType> type(Hdf5Column column) {
    return column
        .type()
        .flatMap(stored -> {
          boolean bytes = stored.kind() == Kind.INTEGER && stored.bytes() == 1 && !stored.signed();
          boolean floats =
              stored.kind() == Kind.FLOAT
                  && stored.bytes() == Float.BYTES
                  && stored.order() == ByteOrder.LITTLE_ENDIAN;
          return bytes ? Optional.of(DType.U8) : floats ? Optional.of(DType.F32) : Optional.empty();
        });
  }

  /** The array of that name, if the file has it with frames of the same kind. */
  private static @Nullable Hdf5Column alike(D4rlFile source, ObservationPart part, String name) {
    Hdf5Column column = source.column(name).orElse(null);
    if (column == null) {
      return null;
    }
    if (column.rank() < 2
        || !column.rowShape().equals(part.shape())
        || !type(column).equals(Optional.of(part.type()))) {
      source.problem(
          "rank",
          column,
          " holds "
              + column.typeText()
              + " "
              + column.shapeText()
              + " but /"
              + SEEN
              + part.name()
              + " has frames "
              + part.type()
              + part.shape()
              + "; expected the same frames. Remove or rewrite it.");
      return null;
    }
    return column;
  }

  /**
   * Reports arrays of another length.
   *
   * @param ends rows that end an episode by a mark or by being the last one
   */
  void examineRows(D4rlFile source, long ends) {
    requireRows(source, seen, source.rows(), "/observations has");
    if (next != null) {
      requireRows(source, next, source.rows(), "/observations has");
    }
    if (last != null) {
      requireRows(source, last, ends, "the marked ends, with the last row, are");
    }
  }

  private static void requireRows(D4rlFile source, Hdf5Column column, long expected, String what) {
    if (column.rows() != expected) {
      source.problem(
          "rows",
          column,
          " has "
              + column.rows()
              + " frames but "
              + what
              + " "
              + expected
              + "; expected the same. The recording broke off or arrays were mixed up; get the file"
              + " again.");
    }
  }

  /** Whether the frames after the ends of episodes are stored. */
  boolean knowsNext() {
    return next != null || last != null;
  }
}
