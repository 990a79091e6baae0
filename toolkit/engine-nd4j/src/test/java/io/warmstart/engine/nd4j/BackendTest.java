package io.warmstart.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.engine.Executor;
import io.warmstart.engine.HardwareRefusedException;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

final class BackendTest {
  @Test
  void theServiceFindsTheExecutor() {
    assertThat(ServiceLoader.load(Executor.class))
        .anySatisfy(executor -> assertThat(executor.name()).isEqualTo("nd4j"));
  }

  @Test
  void cardsThatTheBackendHasNoCodeForAreRefusedByName() {
    List<CudaDriver.Capability> hopper =
        List.of(new CudaDriver.Capability(0, 8, 6), new CudaDriver.Capability(1, 9, 0));
    assertThatThrownBy(() -> Backend.refuseNewerThanBackend(hopper))
        .isInstanceOf(HardwareRefusedException.class)
        .hasMessageContaining("nd4j-cuda-11.6 has no code for sm_90 and newer cards")
        .hasMessageContaining("CUDA device 1 is sm_90");
  }

  @Test
  void olderCardsAndNoCardsAreFine() {
    List<CudaDriver.Capability> ada = List.of(new CudaDriver.Capability(0, 8, 9));
    assertThatCode(() -> Backend.refuseNewerThanBackend(ada)).doesNotThrowAnyException();
    assertThatCode(() -> Backend.refuseNewerThanBackend(List.of())).doesNotThrowAnyException();
  }

  @Test
  void platformsWithoutNativeCodeAreRefused() {
    assertThatCode(() -> Backend.refuseOtherPlatforms("Linux", System.getProperty("os.arch")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Backend.refuseOtherPlatforms("Linux", "riscv64"))
        .isInstanceOf(HardwareRefusedException.class)
        .hasMessageContaining("Linux on riscv64");
    assertThatThrownBy(() -> Backend.refuseOtherPlatforms("Mac OS X", "aarch64"))
        .hasMessageContaining("Mac OS X on aarch64");
  }

  /** Where the machine has a driver, its cards have a capability; where not, there are none. */
  @Test
  void theDriverIsAskedWithoutFailing() {
    assertThat(CudaDriver.capabilities()).allSatisfy(card -> assertThat(card.major()).isPositive());
  }

  @Test
  void oneThreadServesUnlessTheEnvironmentSaysOtherwise() {
    Backend.load();
    String wanted = System.getenv("OMP_NUM_THREADS");
    assertThat(Nd4j.getEnvironment().maxMasterThreads())
        .isEqualTo(wanted == null ? 1 : Integer.parseInt(wanted));
  }
}
