package io.warmstart.sim.mujoco;

import io.warmstart.core.environment.EnvironmentException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.BiConsumer;

/**
 * Catches what MuJoCo would otherwise print: by default an error waits for a key and ends the
 * process, and a warning is printed and appended to a file in the working directory.
 *
 * <p>MuJoCo calls the exported pointers {@code mju_user_error} and {@code mju_user_warning} on the
 * thread that made the call. Both are set to a note on that thread; {@link #check} then throws. An
 * error cannot be undone: MuJoCo expects its callback not to return, and one that returns leaves
 * the call half done. So inputs are checked before every call, and after an error the environment
 * refuses to go on.
 */
final class NativeMessages {
  /**
   * Per thread, because the pointers belong to the whole process: a model that is broken in one
   * environment must not be reported in another.
   */
  private static final ThreadLocal<Said> SAID = ThreadLocal.withInitial(Said::new);

  private static final long LONGEST = 4096;

  private static final class Said {
    String error = "";
    String warning = "";
  }

  private NativeMessages() {}

  /** Sets both pointers of a library that was opened for good. */
  static void install(SymbolLookup library) {
    set(library, "mju_user_error", (said, text) -> said.error = text);
    set(library, "mju_user_warning", (said, text) -> said.warning = text);
  }

  private static void set(SymbolLookup library, String pointer, BiConsumer<Said, String> note) {
    AddressLayout text =
        ValueLayout.ADDRESS.withTargetLayout(
            MemoryLayout.sequenceLayout(LONGEST, ValueLayout.JAVA_BYTE));
    MemorySegment stub =
        Linker.nativeLinker()
            .upcallStub(callback().bindTo(note), FunctionDescriptor.ofVoid(text), Arena.global());
    library
        .find(pointer)
        .ifPresent(slot ->
            slot.reinterpret(ValueLayout.ADDRESS.byteSize()).set(ValueLayout.ADDRESS, 0, stub));
  }

  private static MethodHandle callback() {
    try {
      return MethodHandles.lookup()
          .findStatic(
              NativeMessages.class,
              "note",
              MethodType.methodType(void.class, BiConsumer.class, MemorySegment.class));
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new LinkageError("NativeMessages.note", e);
    }
  }

  // Called by MuJoCo; an exception that leaves it would end the process.
  private static void note(BiConsumer<Said, String> note, MemorySegment text) {
    note.accept(SAID.get(), text.getString(0).strip().replaceAll("\\s+", " "));
  }

  /** Forgets what was said on this thread. */
  static void clear() {
    Said said = SAID.get();
    said.error = "";
    said.warning = "";
  }

  /** The last warning on this thread, or nothing. */
  static String warning() {
    return SAID.get().warning;
  }

  /**
   * Throws if MuJoCo reported an error on this thread, and forgets it.
   *
   * @param where file or task, for the message
   */
  static void check(String where) {
    Said said = SAID.get();
    if (!said.error.isEmpty()) {
      String error = said.error;
      clear();
      throw new EnvironmentException(
          where + ": MuJoCo cannot go on: " + error + "; close the environment");
    }
  }
}
