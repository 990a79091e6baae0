package io.warmstart.engine.cpu;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Emits the loop nest of one chain; the operations are those of {@link ChainOps}. */
final class ChainBody {
  static final ClassDesc LANES = desc(Lanes.class);
  static final ClassDesc LONGS = ConstantDescs.CD_long.arrayType();
  static final ClassDesc INTS = ConstantDescs.CD_int.arrayType();

  /** (base, offsets, strides, d0, d1, from, to). */
  static final MethodTypeDesc PASS =
      MethodTypeDesc.of(
          ConstantDescs.CD_void,
          ConstantDescs.CD_long,
          LONGS,
          INTS,
          ConstantDescs.CD_int,
          ConstantDescs.CD_int,
          ConstantDescs.CD_int,
          ConstantDescs.CD_int);

  private static final int BASE = 0;
  private static final int OFFSETS = 2;
  private static final int STRIDES = 3;
  private static final int D0 = 4;
  private static final int D1 = 5;
  private static final int FROM = 6;
  private static final int TO = 7;

  private static final ClassDesc VECTOR = desc(FloatVector.class);
  private static final ClassDesc SPECIES = desc(VectorSpecies.class);
  private static final ClassDesc SEGMENT = desc(MemorySegment.class);
  private static final ClassDesc ORDER = desc(ByteOrder.class);
  private static final ClassDesc MASK = desc(VectorMask.class);

  private final Chain chain;
  private final ChainOps ops;

  ChainBody(Chain chain, ChainOps ops) {
    this.chain = chain;
    this.ops = ops;
  }

  static ClassDesc desc(Class<?> type) {
    return ClassDesc.ofDescriptor(type.descriptorString());
  }

  /** Two outer loops over rows, pointers of the row, then the innermost loop over vectors. */
  void emit(CodeBuilder code, boolean masked) {
    int i = code.allocateLocal(TypeKind.INT);
    int k = code.allocateLocal(TypeKind.INT);
    Label outer = code.newLabel();
    Label outerEnd = code.newLabel();
    Label middle = code.newLabel();
    Label middleEnd = code.newLabel();
    code.iconst_0().istore(i).labelBinding(outer).iload(i).iload(D0).if_icmpge(outerEnd);
    code.iconst_0().istore(k).labelBinding(middle).iload(k).iload(D1).if_icmpge(middleEnd);
    int[] pointers = new int[chain.operands()];
    for (int p = 0; p < pointers.length; p++) {
      pointers[p] = code.allocateLocal(TypeKind.LONG);
      code.lload(BASE).aload(OFFSETS).loadConstant(p).laload().ladd();
      code.iload(i).i2l().aload(STRIDES).loadConstant(2 * p).iaload().i2l().lmul().ladd();
      code.iload(k).i2l().aload(STRIDES).loadConstant(2 * p + 1).iaload().i2l().lmul().ladd();
      code.lstore(pointers[p]);
    }
    row(code, pointers, masked);
    code.iinc(k, 1).goto_(middle).labelBinding(middleEnd);
    code.iinc(i, 1).goto_(outer).labelBinding(outerEnd).return_();
  }

  private void row(CodeBuilder code, int[] pointers, boolean masked) {
    int[] registers = new int[chain.inputs() + chain.ops().size()];
    for (int r = 0; r < registers.length; r++) {
      registers[r] = code.allocateLocal(TypeKind.REFERENCE);
    }
    for (int r = 0; r < chain.inputs(); r++) {
      if (broadcasts(r)) {
        code.getstatic(LANES, "S", SPECIES).lload(pointers[r]);
        code.invokestatic(
            LANES, "get", MethodTypeDesc.of(ConstantDescs.CD_float, ConstantDescs.CD_long));
        code.invokestatic(
            VECTOR, "broadcast", MethodTypeDesc.of(VECTOR, SPECIES, ConstantDescs.CD_float));
        code.astore(registers[r]);
      }
    }
    int j = code.allocateLocal(TypeKind.INT);
    int mask = code.allocateLocal(TypeKind.REFERENCE);
    Label top = code.newLabel();
    Label end = code.newLabel();
    code.iload(FROM).istore(j).labelBinding(top).iload(j).iload(TO).if_icmpge(end);
    if (masked) {
      code.getstatic(LANES, "S", SPECIES).iload(j).iload(TO);
      code.invokeinterface(
          SPECIES,
          "indexInRange",
          MethodTypeDesc.of(MASK, ConstantDescs.CD_int, ConstantDescs.CD_int));
      code.astore(mask);
    }
    for (int r = 0; r < chain.inputs(); r++) {
      if (!broadcasts(r)) {
        load(code, pointers[r], j, masked ? mask : -1);
        code.astore(registers[r]);
      }
    }
    for (int n = 0; n < chain.ops().size(); n++) {
      ops.emit(code, chain.ops().get(n), registers);
      code.astore(registers[chain.inputs() + n]);
    }
    for (int n = 0; n < chain.outputs().size(); n++) {
      code.aload(registers[chain.outputs().get(n)]);
      store(code, pointers[chain.inputs() + n], j, masked ? mask : -1);
    }
    code.iinc(j, Lanes.L).goto_(top).labelBinding(end);
  }

  private boolean broadcasts(int input) {
    return (chain.broadcast() >>> input & 1) == 1;
  }

  private static void address(CodeBuilder code, int pointer, int j) {
    code.getstatic(LANES, "ALL", SEGMENT);
    code.lload(pointer).iload(j).i2l().ladd().iconst_2().lshl();
    code.getstatic(LANES, "LE", ORDER);
  }

  private static void load(CodeBuilder code, int pointer, int j, int mask) {
    code.getstatic(LANES, "S", SPECIES);
    address(code, pointer, j);
    if (mask >= 0) {
      code.aload(mask);
      code.invokestatic(
          VECTOR,
          "fromMemorySegment",
          MethodTypeDesc.of(VECTOR, SPECIES, SEGMENT, ConstantDescs.CD_long, ORDER, MASK));
    } else {
      code.invokestatic(
          VECTOR,
          "fromMemorySegment",
          MethodTypeDesc.of(VECTOR, SPECIES, SEGMENT, ConstantDescs.CD_long, ORDER));
    }
  }

  private static void store(CodeBuilder code, int pointer, int j, int mask) {
    address(code, pointer, j);
    if (mask >= 0) {
      code.aload(mask);
      code.invokevirtual(
          VECTOR,
          "intoMemorySegment",
          MethodTypeDesc.of(ConstantDescs.CD_void, SEGMENT, ConstantDescs.CD_long, ORDER, MASK));
    } else {
      code.invokevirtual(
          VECTOR,
          "intoMemorySegment",
          MethodTypeDesc.of(ConstantDescs.CD_void, SEGMENT, ConstantDescs.CD_long, ORDER));
    }
  }
}
