package io.warmstart.engine.cpu;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ClassDesc;
import java.util.HashMap;
import java.util.Map;

/**
 * Copies the bytecode of straight-line static methods of one class into generated code, calls
 * within the class included. One source of each function thus serves hand-written and generated
 * kernels.
 */
final class Transplant {
  private final String owner;
  private final Map<String, MethodModel> methods = new HashMap<>();

  /** Reads the class file of {@code source} from its own class loader. */
  Transplant(Class<?> source) {
    owner = source.getName().replace('.', '/');
    ClassModel model = ClassFile.of().parse(bytes(source));
    for (MethodModel method : model.methods()) {
      methods.put(
          name(method.methodName().stringValue(), method.methodType().stringValue()), method);
    }
  }

  private static byte[] bytes(Class<?> source) {
    String file = source.getSimpleName() + ".class";
    try (InputStream in = source.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(
            "The class file "
                + file
                + " is not on the class path; the engine's jar is incomplete.");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read the class file " + file, e);
    }
  }

  private static String name(String method, String descriptor) {
    return method + descriptor;
  }

  /** Replaces the arguments on the operand stack by the result of the method. */
  void inline(CodeBuilder code, String method, String descriptor) {
    MethodModel model = methods.get(name(method, descriptor));
    if (model == null) {
      throw new IllegalStateException(owner + " has no method " + method + descriptor);
    }
    CodeModel body = model.code().orElseThrow();
    // A block gives its local variables back; without it they outgrow the short instructions.
    code.block(block -> {
      Map<Integer, Integer> slots = new HashMap<>();
      storeArguments(block, model, slots);
      for (CodeElement element : body) {
        if (element instanceof Instruction instruction) {
          copy(block, instruction, slots);
        }
      }
    });
  }

  private static void storeArguments(
      CodeBuilder code, MethodModel model, Map<Integer, Integer> slots) {
    var parameters = model.methodTypeSymbol().parameterList();
    int[] slot = new int[parameters.size()];
    int next = 0;
    for (int i = 0; i < slot.length; i++) {
      slot[i] = next;
      next += TypeKind.from(parameters.get(i)).slotSize();
    }
    for (int i = slot.length - 1; i >= 0; i--) {
      ClassDesc type = parameters.get(i);
      TypeKind kind = TypeKind.from(type);
      code.storeLocal(kind, local(code, slots, slot[i], kind));
    }
  }

  private static int local(CodeBuilder code, Map<Integer, Integer> slots, int slot, TypeKind kind) {
    return slots.computeIfAbsent(slot, s -> code.allocateLocal(kind));
  }

  private void copy(CodeBuilder code, Instruction instruction, Map<Integer, Integer> slots) {
    switch (instruction) {
      case LoadInstruction load ->
          code.loadLocal(load.typeKind(), local(code, slots, load.slot(), load.typeKind()));
      case StoreInstruction store ->
          code.storeLocal(store.typeKind(), local(code, slots, store.slot(), store.typeKind()));
      case ReturnInstruction end -> {
        // The result stays on the operand stack; a straight line ends with its only return.
      }
      case BranchInstruction branch ->
          throw new IllegalStateException(
              owner + " has a branch; only straight-line methods can be transplanted.");
      case InvokeInstruction call when call.owner().asInternalName().equals(owner) ->
          inline(code, call.name().stringValue(), call.type().stringValue());
      default -> code.with(instruction);
    }
  }
}
