package io.warmstart.engine.interpreter;

import io.warmstart.engine.GraphException;
import io.warmstart.engine.InputBuffers;
import io.warmstart.engine.ProgramLayout;
import io.warmstart.engine.SourceOp;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Input buffers of one seed on the host. */
final class Inputs implements InputBuffers {
  private static final long ALIGNMENT = 64;

  private final Map<String, MemorySegment> buffers = new LinkedHashMap<>();

  Inputs(ProgramLayout layout, Arena arena) {
    for (ProgramLayout.InputLayout input : layout.inputs().values()) {
      buffers.put(
          input.name(), arena.allocate((long) input.count() * input.type().bytes(), ALIGNMENT));
    }
  }

  @Override
  public List<String> names() {
    return List.copyOf(buffers.keySet());
  }

  @Override
  public MemorySegment buffer(String input) {
    MemorySegment buffer = buffers.get(input);
    if (buffer == null) {
      throw new GraphException(
          "No plan uses an input \"" + input + "\"; used are " + buffers.keySet() + ".");
    }
    return buffer;
  }

  /** The block that a plan sees. */
  MemorySegment block(SourceOp.Input input, Map<String, ProgramWalk.Window> windows) {
    long bytes = (long) input.shape().count() * input.type().bytes();
    int index = windows.getOrDefault(input.name(), ProgramWalk.Window.WHOLE).index();
    return buffer(input.name()).asSlice(index * bytes, bytes);
  }
}
