package io.warmstart.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.cpu.ChainOp.Kind;
import io.warmstart.engine.cpu.Memory.Matrix;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChainCompilerTest {
  private final Memory memory = new Memory(13);
  private final ChainCompiler compiler = new ChainCompiler();

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyKindHasItsScalarMeaningAndKeepsPadsZero(Kind kind) {
    for (int cols : new int[] {1, 5, 16, 37}) {
      Matrix a = memory.normal(3, cols);
      Matrix b = memory.normal(3, cols);
      Matrix c = memory.normal(3, cols);
      memory.set(a, 0, 0, 0f);
      Matrix out = memory.zeros(3, cols);
      ChainOp op = new ChainOp(kind, 0, 1, 2, -0.25f, 0.5f);
      run(new Chain(3, 0, List.of(op), List.of(3)), 3, cols, a, b, c, out);
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < cols; j++) {
          double e = scalar(kind, memory.get(a, i, j), memory.get(b, i, j), memory.get(c, i, j));
          float got = memory.get(out, i, j);
          if (Double.isNaN(e) || Double.isInfinite(e)) {
            assertThat((double) got).isEqualTo(Double.valueOf(e));
          } else {
            assertThat((double) got).isCloseTo(e, within(1e-6 * (1 + Math.abs(e))));
          }
        }
      }
      memory.assertPadsAreZero();
    }
  }

  @Test
  void scalarsRowsAndColumnsBroadcast() {
    Matrix x = memory.normal(4, 21);
    Matrix row = memory.normal(1, 21);
    Matrix column = memory.normal(4, 1);
    Matrix scalar = memory.normal(1, 1);
    Matrix sum = memory.zeros(4, 21);
    Matrix product = memory.zeros(4, 21);
    Chain chain =
        new Chain(
            4,
            0b1100,
            List.of(
                ChainOp.of(Kind.PLUS, 0, 1),
                ChainOp.of(Kind.PLUS, 4, 2),
                ChainOp.of(Kind.TIMES, 5, 3)),
            List.of(5, 6));
    compiler
        .compile(chain)
        .run(
            memory.m,
            new long[] {x.at(), row.at(), column.at(), scalar.at(), sum.at(), product.at()},
            new int[] {0, x.ld(), 0, 0, 0, 1, 0, 0, 0, sum.ld(), 0, product.ld()},
            1,
            4,
            21);
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 21; j++) {
        float s = memory.get(x, i, j) + memory.get(row, 0, j) + memory.get(column, i, 0);
        assertThat(memory.get(sum, i, j)).isEqualTo(s);
        assertThat(memory.get(product, i, j)).isEqualTo(s * memory.get(scalar, 0, 0));
      }
    }
    memory.assertPadsAreZero();
  }

  @Test
  void generatedFunctionsHaveTheBitsOfTheHandWrittenOnes() {
    Matrix x = memory.normal(1, 40);
    Matrix out = memory.zeros(1, 40);
    run(new Chain(1, 0, List.of(ChainOp.of(Kind.SOFTPLUS, 0)), List.of(1)), 1, 40, x, out);
    for (int j = 0; j < 40; j++) {
      var v = jdk.incubator.vector.FloatVector.broadcast(Lanes.S, memory.get(x, 0, j));
      assertThat(memory.get(out, 0, j)).isEqualTo(Transcendental.softplus(v).lane(0));
    }
  }

  @Test
  void equalChainsShareOneKernel() {
    Chain one = new Chain(1, 0, List.of(ChainOp.with(Kind.CLIP, 0, -1, 1)), List.of(1));
    Chain two = new Chain(1, 0, List.of(ChainOp.with(Kind.CLIP, 0, -1, 1)), List.of(1));
    Chain other = new Chain(1, 0, List.of(ChainOp.with(Kind.CLIP, 0, -1, 2)), List.of(1));
    assertThat(compiler.compile(one)).isSameAs(compiler.compile(two));
    assertThat(compiler.compile(one)).isNotSameAs(compiler.compile(other));
  }

  @Test
  void registersMustExistBeforeTheyAreRead() {
    assertThatThrownBy(() -> new Chain(1, 0, List.of(ChainOp.of(Kind.PLUS, 0, 1)), List.of(1)))
        .hasMessageContaining("operation 0 (PLUS) reads register 1 of 1");
  }

  @Test
  void chainTooLongForTheCompilerIsRefused() {
    List<ChainOp> ops = new ArrayList<>();
    for (int k = 0; k < 60; k++) {
      ops.add(ChainOp.of(Kind.ERF, k));
    }
    assertThatThrownBy(() -> new Chain(1, 0, ops, List.of(60))).hasMessageContaining("Split it");
  }

  private void run(Chain chain, int rows, int cols, Matrix... operands) {
    long[] offsets = new long[operands.length];
    int[] strides = new int[2 * operands.length];
    for (int p = 0; p < operands.length; p++) {
      offsets[p] = operands[p].at();
      strides[2 * p + 1] = operands[p].ld();
    }
    compiler.compile(chain).run(memory.m, offsets, strides, 1, rows, cols);
  }

  private static double scalar(Kind kind, float a, float b, float c) {
    float x = -0.25f;
    float y = 0.5f;
    return switch (kind) {
      case PLUS -> a + b;
      case MINUS -> a - b;
      case TIMES -> a * b;
      case OVER -> a / b;
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
      case LESS -> a < b ? 1 : 0;
      case FMA -> Math.fma(a, b, c);
      case SELECT -> a != 0 ? b : c;
      case PLUS_CONSTANT -> a + x;
      case TIMES_CONSTANT -> a * x;
      case CONSTANT_MINUS -> x - a;
      case CONSTANT_OVER -> x / a;
      case MIN_CONSTANT -> Math.min(a, x);
      case MAX_CONSTANT -> Math.max(a, x);
      case LESS_CONSTANT -> a < x ? 1 : 0;
      case CONSTANT -> x;
      case NEGATE -> -a;
      case ABS -> Math.abs(a);
      case SIGN -> Math.signum(a);
      case SQUARE -> a * a;
      case SQRT -> Math.sqrt(a);
      case EXP -> Math.exp(a);
      case LOG -> Math.log(a);
      case TANH -> Math.tanh(a);
      case SIGMOID -> 1 / (1 + Math.exp(-a));
      case SOFTPLUS -> Math.log1p(Math.exp(a));
      case ERF -> TranscendentalTest.erf(a);
      case SIN -> Math.sin(a);
      case SIN_TURNS -> Math.sin(2 * Math.PI * a);
      case COS_TURNS -> Math.cos(2 * Math.PI * a);
      case RELU -> Math.max(0, a);
      case POSITIVE -> a > 0 ? 1 : 0;
      case CLIP -> Math.clamp(a, x, y);
      case INSIDE -> a >= x && a <= y ? 1 : 0;
    };
  }
}
