package io.warmstart.d4rl;

import static org.bytedeco.hdf5.global.hdf5.H5Aclose;
import static org.bytedeco.hdf5.global.hdf5.H5Acreate2;
import static org.bytedeco.hdf5.global.hdf5.H5Awrite;
import static org.bytedeco.hdf5.global.hdf5.H5Dclose;
import static org.bytedeco.hdf5.global.hdf5.H5Dcreate2;
import static org.bytedeco.hdf5.global.hdf5.H5Dwrite;
import static org.bytedeco.hdf5.global.hdf5.H5E_WALK_UPWARD;
import static org.bytedeco.hdf5.global.hdf5.H5Eset_auto2;
import static org.bytedeco.hdf5.global.hdf5.H5Ewalk2;
import static org.bytedeco.hdf5.global.hdf5.H5F_ACC_TRUNC;
import static org.bytedeco.hdf5.global.hdf5.H5F_SCOPE_GLOBAL;
import static org.bytedeco.hdf5.global.hdf5.H5Fclose;
import static org.bytedeco.hdf5.global.hdf5.H5Fcreate;
import static org.bytedeco.hdf5.global.hdf5.H5Fflush;
import static org.bytedeco.hdf5.global.hdf5.H5Gclose;
import static org.bytedeco.hdf5.global.hdf5.H5Gcreate2;
import static org.bytedeco.hdf5.global.hdf5.H5P_CLS_DATASET_CREATE_ID_g;
import static org.bytedeco.hdf5.global.hdf5.H5Pclose;
import static org.bytedeco.hdf5.global.hdf5.H5Pcreate;
import static org.bytedeco.hdf5.global.hdf5.H5Pset_chunk;
import static org.bytedeco.hdf5.global.hdf5.H5Pset_deflate;
import static org.bytedeco.hdf5.global.hdf5.H5Pset_obj_track_times;
import static org.bytedeco.hdf5.global.hdf5.H5Pset_shuffle;
import static org.bytedeco.hdf5.global.hdf5.H5S_SCALAR;
import static org.bytedeco.hdf5.global.hdf5.H5S_SELECT_SET;
import static org.bytedeco.hdf5.global.hdf5.H5Sclose;
import static org.bytedeco.hdf5.global.hdf5.H5Screate;
import static org.bytedeco.hdf5.global.hdf5.H5Screate_simple;
import static org.bytedeco.hdf5.global.hdf5.H5Sselect_hyperslab;
import static org.bytedeco.hdf5.global.hdf5.H5T_CSET_UTF8;
import static org.bytedeco.hdf5.global.hdf5.H5T_C_S1_g;
import static org.bytedeco.hdf5.global.hdf5.H5T_IEEE_F32LE_g;
import static org.bytedeco.hdf5.global.hdf5.H5T_IEEE_F64LE_g;
import static org.bytedeco.hdf5.global.hdf5.H5T_NATIVE_DOUBLE_g;
import static org.bytedeco.hdf5.global.hdf5.H5T_NATIVE_FLOAT_g;
import static org.bytedeco.hdf5.global.hdf5.H5T_NATIVE_UINT8_g;
import static org.bytedeco.hdf5.global.hdf5.H5T_STD_I8LE_g;
import static org.bytedeco.hdf5.global.hdf5.H5T_STD_U8LE_g;
import static org.bytedeco.hdf5.global.hdf5.H5T_VARIABLE;
import static org.bytedeco.hdf5.global.hdf5.H5Tclose;
import static org.bytedeco.hdf5.global.hdf5.H5Tcopy;
import static org.bytedeco.hdf5.global.hdf5.H5Tenum_create;
import static org.bytedeco.hdf5.global.hdf5.H5Tenum_insert;
import static org.bytedeco.hdf5.global.hdf5.H5Tset_cset;
import static org.bytedeco.hdf5.global.hdf5.H5Tset_size;
import static org.bytedeco.hdf5.global.hdf5.H5get_libversion;
import static org.bytedeco.hdf5.global.hdf5.H5open;

import io.warmstart.core.data.DatasetException;
import io.warmstart.engine.DType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.bytedeco.hdf5.H5E_error2_t;
import org.bytedeco.hdf5.H5E_walk2_t;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Writes one HDF5 file through the HDF Group's C library: compressed arrays, row after row, and
 * attributes.
 *
 * <p>The library keeps global state and is built without locks, so {@link D4rlWriter} lets one
 * thread in at a time. Whoever opens it closes it; the file is complete only after {@link #finish}.
 */
final class Hdf5Writer implements AutoCloseable {
  private static final int COMPRESSION = 4;
  private static final int CHUNK_ELEMENTS = 1 << 16;
  private static final int FRAME_CHUNK_BYTES = 1 << 18;
  private static final String VERSION = "1.14.3";
  private static final Pattern SYSTEM_ERROR = Pattern.compile("error message = '([^']*)'");

  private final Path target;
  private final Deque<Runnable> open = new ArrayDeque<>();
  private final Set<String> groups = new HashSet<>();
  private final long file;
  private final long bool;

  /**
   * Creates the file, replacing what is there.
   *
   * @param path of the file that is written
   * @param target name for messages
   * @throws DatasetException if it cannot be created, or the library is another version
   */
  Hdf5Writer(Path path, Path target) {
    this.target = target;
    requireVersion();
    require(H5open());
    // Otherwise the library prints every failure to the standard error output.
    H5Eset_auto2(0, null, null);
    file = opened(H5Fcreate(path.toString(), H5F_ACC_TRUNC(), 0, 0), id -> H5Fclose(id));
    bool = opened(H5Tenum_create(H5T_STD_I8LE_g()), id -> H5Tclose(id));
    try (BytePointer value = new BytePointer(1)) {
      value.put((byte) 0);
      require(H5Tenum_insert(bool, "FALSE", value));
      value.put((byte) 1);
      require(H5Tenum_insert(bool, "TRUE", value));
    }
  }

  private static void requireVersion() {
    int[] major = new int[1];
    int[] minor = new int[1];
    int[] release = new int[1];
    try {
      H5get_libversion(major, minor, release);
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      throw new DatasetException(
          "writing HDF5 needs the HDF5 C library, which could not be loaded here ("
              + Hdf5File.firstLine(e)
              + "); expected Linux on x86-64. Reading works everywhere; write on such a machine.",
          e);
    }
    String found = major[0] + "." + minor[0] + "." + release[0];
    if (!found.equals(VERSION)) {
      throw new DatasetException(
          "the HDF5 library is version "
              + found
              + "; expected "
              + VERSION
              + ". Remove the other one from the class path or the library path.");
    }
  }

  /** An array whose rows are written from the first to the last. */
  final class Column {
    private final long dataset;
    private final long memoryType;
    private final long[] shape;
    private long written;

    private Column(long dataset, long memoryType, long[] shape) {
      this.dataset = dataset;
      this.memoryType = memoryType;
      this.shape = shape;
    }

    /** Appends rows of floats, row-major from index 0. */
    void append(float[] values, int rows) {
      try (FloatPointer memory = new FloatPointer(values.length)) {
        memory.put(values);
        append(memory, rows);
      }
    }

    /** Appends rows of booleans, one byte each, or rows of frames in their native bytes. */
    void append(byte[] values, int rows) {
      try (BytePointer memory = new BytePointer(values.length)) {
        memory.put(values);
        append(memory, rows);
      }
    }

    private void append(Pointer memory, int rows) {
      long[] count = shape.clone();
      count[0] = rows;
      long[] start = new long[shape.length];
      start[0] = written;
      long[] unit = new long[shape.length];
      Arrays.fill(unit, 1);
      long inFile = require(H5Screate_simple(shape.length, shape, (long[]) null));
      long inMemory = require(H5Screate_simple(shape.length, count, (long[]) null));
      require(H5Sselect_hyperslab(inFile, H5S_SELECT_SET, start, unit, count, unit));
      require(H5Dwrite(dataset, memoryType, inMemory, inFile, 0, memory));
      H5Sclose(inMemory);
      H5Sclose(inFile);
      written += rows;
    }

    /** Attaches a list of strings. */
    void attribute(String name, List<String> values) {
      write(dataset, name, values, false);
    }

    /** Attaches a list of numbers. */
    void attribute(String name, double[] values) {
      write(dataset, name, values);
    }
  }

  /** Creates the groups above an array, those that do not exist yet. */
  void groupsOf(String array) {
    for (int at = array.indexOf('/'); at >= 0; at = array.indexOf('/', at + 1)) {
      String group = array.substring(0, at);
      if (groups.add(group)) {
        H5Gclose(require(H5Gcreate2(file, group, 0, 0, 0)));
      }
    }
  }

  /** Creates an array of 32-bit floats; a width of 0 makes it one-dimensional. */
  Column floats(String name, long rows, int width) {
    int chunkRows = CHUNK_ELEMENTS / Math.max(1, width);
    return column(name, vectors(rows, width), chunkRows, H5T_IEEE_F32LE_g(), H5T_NATIVE_FLOAT_g());
  }

  /** Creates a one-dimensional array of booleans as h5py stores them. */
  Column booleans(String name, long rows) {
    return column(name, vectors(rows, 0), CHUNK_ELEMENTS, bool, bool);
  }

  private static long[] vectors(long rows, int width) {
    return width == 0 ? new long[] {rows} : new long[] {rows, width};
  }

  /** Creates an array of frames in chunks of {@link #frameRows}. */
  Column frames(String name, long rows, List<Integer> frame, DType type) {
    long[] shape =
        LongStream.concat(LongStream.of(rows), frame.stream().mapToLong(Integer::intValue))
            .toArray();
    boolean bytes = type == DType.U8;
    return column(
        name,
        shape,
        frameRows(frame, type),
        bytes ? H5T_STD_U8LE_g() : H5T_IEEE_F32LE_g(),
        bytes ? H5T_NATIVE_UINT8_g() : H5T_NATIVE_FLOAT_g());
  }

  /** How many frames are compressed together: few, so that reading one of them is cheap. */
  static int frameRows(List<Integer> frame, DType type) {
    long bytes = type.bytes();
    for (int size : frame) {
      bytes = Math.multiplyExact(bytes, size);
    }
    return (int) Math.max(1, FRAME_CHUNK_BYTES / bytes);
  }

  private Column column(String name, long[] shape, int chunkRows, long fileType, long memoryType) {
    long[] chunk = shape.clone();
    chunk[0] = Math.clamp(chunkRows, 1, Math.max(1, shape[0]));
    long space = require(H5Screate_simple(shape.length, shape, (long[]) null));
    long options = require(H5Pcreate(H5P_CLS_DATASET_CREATE_ID_g()));
    // Without time stamps the same data give the same file, and the same hash in manifests.
    require(H5Pset_obj_track_times(options, false));
    require(H5Pset_chunk(options, chunk.length, chunk));
    require(H5Pset_shuffle(options));
    require(H5Pset_deflate(options, COMPRESSION));
    long dataset =
        opened(H5Dcreate2(file, name, fileType, space, 0, options, 0), id -> H5Dclose(id));
    H5Pclose(options);
    H5Sclose(space);
    return new Column(dataset, memoryType, shape);
  }

  /** Attaches a string to the file. */
  void attribute(String name, String value) {
    write(file, name, List.of(value), true);
  }

  /** Attaches a list of strings to the file. */
  void attribute(String name, List<String> values) {
    write(file, name, values, false);
  }

  /** Attaches a number to the file. */
  void attribute(String name, double value) {
    write(file, name, new double[] {value});
  }

  private void write(long object, String name, List<String> values, boolean scalar) {
    long type = require(H5Tcopy(H5T_C_S1_g()));
    require(H5Tset_size(type, H5T_VARIABLE));
    require(H5Tset_cset(type, H5T_CSET_UTF8));
    PointerPointer<BytePointer> memory = new PointerPointer<>(values.size());
    List<BytePointer> texts =
        values.stream().map(text -> new BytePointer(text, StandardCharsets.UTF_8)).toList();
    for (int i = 0; i < texts.size(); i++) {
      memory.put(i, texts.get(i));
    }
    write(object, name, type, type, scalar ? -1 : texts.size(), memory);
    texts.forEach(BytePointer::close);
    memory.close();
    H5Tclose(type);
  }

  private void write(long object, String name, double[] values) {
    try (DoublePointer memory = new DoublePointer(values.length)) {
      memory.put(values);
      write(object, name, H5T_IEEE_F64LE_g(), H5T_NATIVE_DOUBLE_g(), values.length, memory);
    }
  }

  private void write(
      long object, String name, long fileType, long memoryType, long length, Pointer memory) {
    long space =
        require(
            length < 0
                ? H5Screate(H5S_SCALAR)
                : H5Screate_simple(1, new long[] {length}, (long[]) null));
    long attribute = require(H5Acreate2(object, name, fileType, space, 0, 0));
    require(H5Awrite(attribute, memoryType, memory));
    H5Aclose(attribute);
    H5Sclose(space);
  }

  /**
   * Hands everything to the operating system.
   *
   * @throws DatasetException if it cannot be written
   */
  void finish() {
    require(H5Fflush(file, H5F_SCOPE_GLOBAL));
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      open.pop().run();
    }
  }

  private long opened(long id, LongConsumer close) {
    require(id);
    open.push(() -> close.accept(id));
    return id;
  }

  private long require(long result) {
    if (result < 0) {
      String reason = reason();
      close();
      throw new DatasetException(
          target
              + " cannot be written ("
              + reason
              + "); expected a writable place with room. Free some space or choose another one;"
              + " nothing was left behind.");
    }
    return result;
  }

  /** The innermost entry of the library's error stack. */
  private static String reason() {
    StringBuilder reason = new StringBuilder();
    try (H5E_walk2_t walk =
        new H5E_walk2_t() {
          @Override
          public int call(int n, H5E_error2_t error, Pointer data) {
            if (n == 0) {
              reason.append(error.desc().getString());
            }
            return 0;
          }
        }) {
      H5Ewalk2(0, H5E_WALK_UPWARD, walk, null);
    }
    if (reason.isEmpty()) {
      return "the HDF5 library gives no reason";
    }
    // Failures of the operating system come with a page of file descriptors and addresses.
    Matcher system = SYSTEM_ERROR.matcher(reason);
    return system.find() ? system.group(1) : reason.toString().lines().findFirst().orElse("");
  }
}
