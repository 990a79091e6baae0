package io.warmstart.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.Philox;
import io.warmstart.engine.cpu.Memory.Matrix;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernels draw exactly the numbers of the public generator. */
class PhiloxKernelTest {
  private final Memory memory = new Memory(3);
  private final Philox philox = Philox.of(42, "test");
  private final long step = 0x1_0000_0007L;

  @ParameterizedTest
  @CsvSource({"1,1", "3,6", "1,17", "256,6", "40,100", "7,1"})
  void uniformsAndIntegersAreIdentical(int rows, int cols) {
    Matrix x = memory.zeros(rows, cols);
    long scratch = memory.scratch(PhiloxKernel.SCRATCH_FLOATS);
    PhiloxKernel.uniform(memory.m, philox.key(), step, x.at(), x.ld(), rows, cols, scratch);
    for (int e = 0; e < rows * cols; e++) {
      assertThat((double) memory.get(x, e / cols, e % cols)).isEqualTo(philox.uniform(step, e));
    }
    memory.assertPadsAreZero();
    PhiloxKernel.integers(
        memory.m, philox.key(), step, 1000, false, x.at(), x.ld(), rows, cols, scratch);
    for (int e = 0; e < rows * cols; e++) {
      assertThat((long) memory.get(x, e / cols, e % cols)).isEqualTo(philox.integer(step, e, 1000));
    }
    memory.assertPadsAreZero();
  }

  @ParameterizedTest
  @CsvSource({"1,1", "3,6", "1,17", "256,6", "40,100", "7,1"})
  void normalsAgreeWithinRounding(int rows, int cols) {
    Matrix x = memory.zeros(rows, cols);
    long scratch = memory.scratch(PhiloxKernel.SCRATCH_FLOATS);
    new PhiloxKernel(new ChainCompiler()::compile)
        .normal(memory.m, philox.key(), step, x.at(), x.ld(), rows, cols, scratch);
    for (int e = 0; e < rows * cols; e++) {
      assertThat((double) memory.get(x, e / cols, e % cols))
          .isCloseTo(philox.normal(step, e), within(2e-6));
    }
    memory.assertPadsAreZero();
  }

  @ParameterizedTest
  @CsvSource({"10,2,false", "10,10,false", "5,9,true", "3000,2100,false"})
  void choicesAreIdentical(int from, int count, boolean replacement) {
    Matrix x = memory.zeros(count, 1);
    long scratch = memory.scratch(PhiloxKernel.SCRATCH_FLOATS + from);
    int[] expected = new int[count];
    philox.choose(step, from, replacement, expected);
    PhiloxKernel.choose(
        memory.m, philox.key(), step, from, count, replacement, true, x.at(), scratch);
    for (int i = 0; i < count; i++) {
      assertThat(memory.m.getAtIndex(ValueLayout.JAVA_INT, x.at() + i)).isEqualTo(expected[i]);
    }
  }
}
