package io.warmstart.engine.nd4j;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/** Asks NVIDIA's driver what cards there are, without loading anything of ND4J. */
final class CudaDriver {
  private static final String LIBRARY = "libcuda.so.1";
  private static final int COMPUTE_CAPABILITY_MAJOR = 75;
  private static final int COMPUTE_CAPABILITY_MINOR = 76;

  /** Compute capability of one visible device. */
  record Capability(int index, int major, int minor) {}

  private final SymbolLookup library;
  private final Arena arena;

  private CudaDriver(SymbolLookup library, Arena arena) {
    this.library = library;
    this.arena = arena;
  }

  /** Every visible device; none where there is no driver. */
  static List<Capability> capabilities() {
    try (Arena arena = Arena.ofConfined()) {
      return new CudaDriver(SymbolLookup.libraryLookup(LIBRARY, arena), arena).devices();
    } catch (IllegalArgumentException noDriver) {
      return List.of();
    }
  }

  private List<Capability> devices() {
    MemorySegment number = arena.allocate(ValueLayout.JAVA_INT);
    List<Capability> found = new ArrayList<>();
    if (call("cuInit", 0) != 0 || call("cuDeviceGetCount", number) != 0) {
      return found;
    }
    int count = number.get(ValueLayout.JAVA_INT, 0);
    for (int index = 0; index < count; index++) {
      found.add(
          new Capability(
              index,
              attribute(number, COMPUTE_CAPABILITY_MAJOR, index),
              attribute(number, COMPUTE_CAPABILITY_MINOR, index)));
    }
    return found;
  }

  /** A device's handle is its position. */
  private int attribute(MemorySegment number, int attribute, int device) {
    int status = call("cuDeviceGetAttribute", number, attribute, device);
    return status == 0 ? number.get(ValueLayout.JAVA_INT, 0) : 0;
  }

  private int call(String function, Object... arguments) {
    FunctionDescriptor descriptor = FunctionDescriptor.of(ValueLayout.JAVA_INT);
    for (Object argument : arguments) {
      descriptor =
          descriptor.appendArgumentLayouts(
              argument instanceof MemorySegment ? ValueLayout.ADDRESS : ValueLayout.JAVA_INT);
    }
    MethodHandle handle =
        Linker.nativeLinker().downcallHandle(library.findOrThrow(function), descriptor);
    try {
      return (int) handle.invokeWithArguments(arguments);
    } catch (Throwable impossible) {
      throw new IllegalStateException("The driver's function " + function + " failed.", impossible);
    }
  }
}
