package io.warmstart.sim.mujoco;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.warmstart.core.environment.EnvironmentException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The functions of one libmujoco; pointers are plain numbers, and nothing of a struct is known.
 *
 * <p>A library is opened for the life of the process, because it keeps pointers to our callbacks.
 * Calls on different data are safe from any threads; loading is one at a time.
 */
final class MujocoLibrary {
  /** {@code mjtState} bits that all versions share. */
  static final int TIME = 1;

  static final int POSITIONS = 1 << 1;
  static final int VELOCITIES = 1 << 2;

  private static final int MESSAGE_BYTES = 1000;

  // MuJoCo remembers "the last model loaded", which saving it as XML refers to.
  private static final Object LOADING = new Object();

  private final String place;
  private final SymbolLookup symbols;
  private final MujocoVersion version;
  private final MethodHandle loadXml;
  private final MethodHandle saveXml;
  private final MethodHandle forgetXml;
  private final MethodHandle makeData;
  private final MethodHandle deleteData;
  private final MethodHandle deleteModel;
  private final MethodHandle resetData;
  private final MethodHandle forward;
  private final MethodHandle step;
  private final MethodHandle stateSize;
  private final MethodHandle getState;
  private final MethodHandle setState;

  private MujocoLibrary(String place, SymbolLookup symbols) {
    this.place = place;
    this.symbols = symbols;
    this.version = readVersion();
    if (version.compareTo(MujocoVersion.OLDEST) < 0) {
      throw unusable("is version " + version + ", expected " + MujocoVersion.OLDEST + " or newer");
    }
    FunctionDescriptor onData = FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG);
    FunctionDescriptor onState =
        FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
    FunctionDescriptor onOne = FunctionDescriptor.ofVoid(JAVA_LONG);
    this.loadXml = function("mj_loadXML", returning(JAVA_LONG));
    this.saveXml = function("mj_saveLastXML", returning(JAVA_INT));
    this.forgetXml = function("mj_freeLastXML", FunctionDescriptor.ofVoid());
    this.makeData = function("mj_makeData", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    this.deleteData = function("mj_deleteData", onOne);
    this.deleteModel = function("mj_deleteModel", onOne);
    this.resetData = function("mj_resetData", onData);
    this.forward = function("mj_forward", onData);
    this.step = function("mj_step", onData);
    this.stateSize = function("mj_stateSize", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT));
    this.getState = function("mj_getState", onState);
    this.setState = function("mj_setState", onState);
  }

  /** Loading and saving a model both take two names, a message buffer and its size. */
  private static FunctionDescriptor returning(MemoryLayout result) {
    return FunctionDescriptor.of(result, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
  }

  /**
   * Opens a library and tries it out.
   *
   * @param place path of a file, or a name that the system's loader finds
   * @throws EnvironmentException in one line, if it cannot be opened, is too old, lacks a function
   *     or fails the {@link SelfTest}
   */
  static MujocoLibrary open(String place) {
    MujocoLibrary library = new MujocoLibrary(place, lookup(place));
    NativeMessages.install(library.symbols);
    SelfTest.run(library);
    return library;
  }

  private static SymbolLookup lookup(String place) {
    try {
      boolean isPath = Path.of(place).getNameCount() > 1;
      return isPath
          ? SymbolLookup.libraryLookup(Path.of(place).toAbsolutePath(), Arena.global())
          : SymbolLookup.libraryLookup(place, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new EnvironmentException(place + " cannot be opened as a library");
    }
  }

  private MethodHandle function(String name, FunctionDescriptor descriptor) {
    MemorySegment address =
        symbols
            .find(name)
            .orElseThrow(() -> unusable("has no function " + name + "; it is not a whole MuJoCo"));
    return Linker.nativeLinker().downcallHandle(address, descriptor);
  }

  private MujocoVersion readVersion() {
    MethodHandle code = function("mj_version", FunctionDescriptor.of(JAVA_INT));
    try {
      return MujocoVersion.of((int) code.invokeExact());
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** The exception for a library that is no good. */
  EnvironmentException unusable(String why) {
    return new EnvironmentException(place + " " + why);
  }

  // Method handles declare Throwable; a call into C itself throws nothing.
  private static IllegalStateException impossible(Throwable e) {
    return new IllegalStateException("a call of MuJoCo failed in the virtual machine", e);
  }

  String place() {
    return place;
  }

  MujocoVersion version() {
    return version;
  }

  /** Bits that {@link #setState} takes for controls. */
  int controls() {
    return version.controlBit();
  }

  /**
   * A compiled model and how MuJoCo writes it down: includes resolved, actuators in general form.
   *
   * @param address of the mjModel
   * @param xml canonical MJCF
   */
  record Loaded(long address, String xml) {}

  /**
   * Compiles a model.
   *
   * @param file MJCF
   * @param name how messages call it
   * @throws EnvironmentException with MuJoCo's message in one line
   */
  Loaded load(Path file, String name) {
    synchronized (LOADING) {
      try (Arena arena = Arena.ofConfined();
          ScratchFile canonical = ScratchFile.empty(".xml")) {
        NativeMessages.clear();
        MemorySegment message = arena.allocate(MESSAGE_BYTES);
        long model = call(loadXml, arena, file, 0, message);
        NativeMessages.check(name);
        if (model == 0) {
          throw new EnvironmentException(
              name + " is not a model that MuJoCo " + version + " can load: " + oneLine(message));
        }
        int saved = (int) call(saveXml, arena, canonical.path(), model, message);
        forgetXml.invokeExact();
        if (saved == 0) {
          deleteModel(model);
          throw new EnvironmentException(
              name + ": MuJoCo cannot write the model as XML: " + oneLine(message));
        }
        return new Loaded(model, canonical.text());
      } catch (RuntimeException e) {
        throw e;
      } catch (Throwable e) {
        throw impossible(e);
      }
    }
  }

  private static long call(
      MethodHandle function, Arena arena, Path file, long second, MemorySegment message)
      throws Throwable {
    MemorySegment name = arena.allocateFrom(file.toAbsolutePath().toString());
    message.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 0, (byte) 0);
    return (long)
        function
            .asType(function.type().changeReturnType(long.class))
            .invokeExact(name.address(), second, message.address(), MESSAGE_BYTES);
  }

  private static String oneLine(MemorySegment message) {
    return message.getString(0, StandardCharsets.UTF_8).strip().replaceAll("\\s+", " ");
  }

  /** Address of a new mjData, 0 if there is no memory. */
  long makeData(long model) {
    try {
      return (long) makeData.invokeExact(model);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  void deleteData(long data) {
    one(deleteData, data);
  }

  void deleteModel(long model) {
    one(deleteModel, model);
  }

  private static void one(MethodHandle function, long address) {
    try {
      function.invokeExact(address);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  void resetData(long model, long data) {
    two(resetData, model, data);
  }

  void forward(long model, long data) {
    two(forward, model, data);
  }

  void step(long model, long data) {
    two(step, model, data);
  }

  private static void two(MethodHandle function, long model, long data) {
    try {
      function.invokeExact(model, data);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** Numbers in the state fields that the bits choose. */
  int stateSize(long model, int fields) {
    try {
      return (int) stateSize.invokeExact(model, fields);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** Reads state fields, in the order of their bits, F64. */
  void getState(long model, long data, MemorySegment state, int fields) {
    state(getState, model, data, state, fields);
  }

  /** Writes state fields, in the order of their bits, F64. */
  void setState(long model, long data, MemorySegment state, int fields) {
    state(setState, model, data, state, fields);
  }

  private static void state(
      MethodHandle function, long model, long data, MemorySegment state, int fields) {
    try {
      function.invokeExact(model, data, state.address(), fields);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }
}
