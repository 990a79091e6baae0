package io.warmstart.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compiled kernels allocate nothing: a boxed vector would cost ten times the time. Each family runs
 * in a process of its own, because what C2 inlines into a kernel depends on all that ran before.
 */
final class KernelAllocationTest {
  @ParameterizedTest
  @ValueSource(strings = {"gemm", "adam", "rowKernels", "normals", "chain"})
  void kernelsStopAllocating(String family) throws Exception {
    assertThat(KernelBitsTest.output(KernelAllocation.class, family)).isEqualTo("0");
  }
}
