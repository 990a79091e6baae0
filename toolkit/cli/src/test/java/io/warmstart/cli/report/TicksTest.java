package io.warmstart.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicksTest {
  @ParameterizedTest
  @CsvSource({
    "0, 100, 5, 20",
    "0, 100, 10, 10",
    "0, 7, 6, 2",
    "-3, 4, 6, 2",
    "0, 0.013, 6, 0.005",
    "0, 45000, 8, 10000",
    "1e-5, 9e-5, 4, 2e-5"
  })
  void stepIsOneTwoOrFiveTimesAPowerOfTen(double low, double high, int most, double step) {
    Ticks ticks = Ticks.within(low, high, most);

    assertThat(ticks.step()).isCloseTo(step, within(step * 1e-9));
    assertThat(ticks.values()).hasSizeBetween(2, most + 1);
    assertThat(ticks.values())
        .allMatch(value -> value >= low - step * 1e-9 && value <= high + step * 1e-9);
  }

  @Test
  void aroundMovesTheEndsToTicks() {
    Ticks ticks = Ticks.around(-7, 93, 6);

    assertThat(ticks.low()).isEqualTo(-20);
    assertThat(ticks.high()).isEqualTo(100);
    assertThat(ticks.values()).containsExactly(-20.0, 0.0, 20.0, 40.0, 60.0, 80.0, 100.0);
  }

  @Test
  void labelsHaveTheDecimalsOfTheStep() {
    assertThat(labels(Ticks.within(0, 1, 5)))
        .containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1.0");
    assertThat(labels(Ticks.within(0, 40_000, 4))).containsExactly("0", "10k", "20k", "30k", "40k");
    assertThat(labels(Ticks.within(0, 1e4, 4))).containsExactly("0", "5k", "10k");
    assertThat(labels(Ticks.within(0, 2e7, 4))).containsExactly("0", "5M", "10M", "15M", "20M");
    assertThat(labels(Ticks.within(-2, 2, 4))).containsExactly("\u22122", "\u22121", "0", "1", "2");
  }

  @Test
  void aRangeOfOneValueIsWidenedAroundIt() {
    Ticks ticks = Ticks.within(5, 5, 4);

    assertThat(ticks.low()).isLessThan(5);
    assertThat(ticks.high()).isGreaterThan(5);
    assertThat(ticks.values()).containsExactly(4.0, 6.0);
    assertThat(Ticks.within(0, 0, 4).share(0)).isEqualTo(0.5);
  }

  @Test
  void anEmptyRangeBecomesTheUnitRange() {
    assertThat(Ticks.within(Double.NaN, 1, 4).high()).isEqualTo(1);
    assertThat(Ticks.around(1, 0, 4).low()).isEqualTo(0);
  }

  private static List<String> labels(Ticks ticks) {
    return ticks.values().stream().map(ticks::label).toList();
  }
}
