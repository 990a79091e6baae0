package io.warmstart.sim.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.warmstart.core.environment.EnvironmentException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that do not speak the protocol. */
class RudeServerTest {
  private static final Duration LIMIT = Duration.ofMillis(1500);

  @AfterEach
  void noProcessIsLeft() {
    assertThat(Interpreters.left()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "garbage | sent something that is not a frame: \"Loading model, p\"",
        "short | ended with exit code 4",
        "silent-exit | ended with exit code 0 and wrote nothing to standard error",
        "version | speaks version 9 of the protocol, this program speaks version 1",
        "huge | announced a frame of 4294967280 bytes, at most",
        "sequence | answered request 6, expected an answer to request 1",
        "type | answered HELLO with a frame of type 3",
        "json | described its environment wrongly",
        "deaf | did not answer within 1500 ms while creating the environment, so it was ended"
      })
  void breachIsOneClearErrorInTime(String mode, String expected) {
    String python = Interpreters.python();
    long start = System.nanoTime();
    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() -> open(python, mode))
        .withMessageStartingWith("rude:" + mode + ": the other process ")
        .withMessageContaining(expected);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void aClosedStreamOfALivingProgramIsReportedAndTheProgramEnded() {
    String python = Interpreters.python();
    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() -> open(python, "stubborn"))
        .withMessageContaining("closed its stream but still runs");
  }

  @Test
  void aProgramThatIsNotThereIsNamed() {
    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() -> open("/no/such/python3", "garbage"))
        .withMessageContaining("rude:garbage: cannot start \"/no/such/python3\"");
  }

  private static void open(String python, String mode) {
    Launch launch =
        new Launch(
            "rude:" + mode,
            List.of(python, Interpreters.resource("process/rude.py"), mode),
            Map.of(),
            false);
    BridgeSettings settings = new BridgeSettings().withTimeouts(LIMIT, LIMIT);
    Bridge.open(launch, settings, new Request(1, false, 0, Map.of())).close();
  }
}
