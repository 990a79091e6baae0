package io.warmstart.engine.cpu;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;

/** Emits single operations: operands from their registers, the result on the operand stack. */
final class ChainOps {
  private static final ClassDesc VECTOR = ChainBody.desc(FloatVector.class);
  private static final ClassDesc ANY = ChainBody.desc(Vector.class);
  private static final ClassDesc SPECIES = ChainBody.desc(VectorSpecies.class);
  private static final ClassDesc FLOAT = ConstantDescs.CD_float;
  private static final MethodTypeDesc ALONE = MethodTypeDesc.of(VECTOR);
  private static final MethodTypeDesc WITH_VECTOR = MethodTypeDesc.of(VECTOR, ANY);
  private static final MethodTypeDesc FUNCTION = MethodTypeDesc.of(VECTOR, VECTOR);

  private final Transplant functions = new Transplant(Transcendental.class);
  private final Transplant choices = new Transplant(ChainFunctions.class);

  void emit(CodeBuilder code, ChainOp op, int[] registers) {
    int[] operands = {op.a(), op.b(), op.c()};
    for (int i = 0; i < op.kind().operands(); i++) {
      code.aload(registers[operands[i]]);
    }
    switch (op.kind()) {
      case PLUS -> code.invokevirtual(VECTOR, "add", WITH_VECTOR);
      case MINUS -> code.invokevirtual(VECTOR, "sub", WITH_VECTOR);
      case TIMES -> code.invokevirtual(VECTOR, "mul", WITH_VECTOR);
      case OVER -> code.invokevirtual(VECTOR, "div", WITH_VECTOR);
      case MIN -> code.invokevirtual(VECTOR, "min", WITH_VECTOR);
      case MAX -> code.invokevirtual(VECTOR, "max", WITH_VECTOR);
      case LESS -> choose(code, "less", MethodTypeDesc.of(VECTOR, VECTOR, VECTOR));
      case FMA -> code.invokevirtual(VECTOR, "fma", MethodTypeDesc.of(VECTOR, ANY, ANY));
      case SELECT -> choose(code, "select", MethodTypeDesc.of(VECTOR, VECTOR, VECTOR, VECTOR));
      case PLUS_CONSTANT -> constant(code, op.x()).invokevirtual(VECTOR, "add", WITH_VECTOR);
      case TIMES_CONSTANT -> constant(code, op.x()).invokevirtual(VECTOR, "mul", WITH_VECTOR);
      case CONSTANT_MINUS ->
          constant(code, op.x()).swap().invokevirtual(VECTOR, "sub", WITH_VECTOR);
      case CONSTANT_OVER -> constant(code, op.x()).swap().invokevirtual(VECTOR, "div", WITH_VECTOR);
      case MIN_CONSTANT -> constant(code, op.x()).invokevirtual(VECTOR, "min", WITH_VECTOR);
      case MAX_CONSTANT -> constant(code, op.x()).invokevirtual(VECTOR, "max", WITH_VECTOR);
      case LESS_CONSTANT ->
          choose(constant(code, op.x()), "less", MethodTypeDesc.of(VECTOR, VECTOR, VECTOR));
      case CONSTANT -> constant(code, op.x());
      case NEGATE -> code.invokevirtual(VECTOR, "neg", ALONE);
      case ABS -> code.invokevirtual(VECTOR, "abs", ALONE);
      case SIGN -> choose(code, "sign", FUNCTION);
      case SQUARE -> code.aload(registers[op.a()]).invokevirtual(VECTOR, "mul", WITH_VECTOR);
      case SQRT -> code.invokevirtual(VECTOR, "sqrt", ALONE);
      case EXP -> call(code, "exp");
      case LOG -> call(code, "log");
      case TANH -> call(code, "tanh");
      case SIGMOID -> call(code, "sigmoid");
      case SOFTPLUS -> call(code, "softplus");
      case ERF -> call(code, "erf");
      case SIN -> call(code, "sin");
      case SIN_TURNS -> call(code, "sinTwoPi");
      case COS_TURNS -> call(code, "cosTwoPi");
      case RELU -> choose(code, "relu", FUNCTION);
      case POSITIVE -> choose(code, "positive", FUNCTION);
      case CLIP -> bounded(code, "clip", op);
      case INSIDE -> bounded(code, "inside", op);
    }
  }

  private void call(CodeBuilder code, String name) {
    functions.inline(code, name, FUNCTION.descriptorString());
  }

  private void choose(CodeBuilder code, String name, MethodTypeDesc type) {
    choices.inline(code, name, type.descriptorString());
  }

  private void bounded(CodeBuilder code, String name, ChainOp op) {
    code.loadConstant(op.x()).loadConstant(op.y());
    choose(code, name, MethodTypeDesc.of(VECTOR, VECTOR, FLOAT, FLOAT));
  }

  private static CodeBuilder constant(CodeBuilder code, float value) {
    return code.getstatic(ChainBody.LANES, "S", SPECIES)
        .loadConstant(value)
        .invokestatic(VECTOR, "broadcast", MethodTypeDesc.of(VECTOR, SPECIES, FLOAT));
  }
}
