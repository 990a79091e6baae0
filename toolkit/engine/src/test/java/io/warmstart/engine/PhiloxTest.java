package io.warmstart.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PhiloxTest {
  /** Published known answers of Random123 for philox4x32-10. */
  @ParameterizedTest
  @CsvSource({
    "00000000 00000000 00000000 00000000, 00000000 00000000, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    "ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
    "243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0, d16cfe09 94fdcceb 5001e420 24126ea1"
  })
  void blockGivesPublishedAnswers(String counter, String key, String expected) {
    int[] c = words(counter);
    int[] k = words(key);
    int[] out = new int[4];
    Philox.block(join(k[0], k[1]), join(c[0], c[1]), join(c[2], c[3]), out);
    assertThat(out).containsExactly(words(expected));
  }

  @Test
  void hashIsFnv1a() {
    assertThat(Philox.hash("")).isEqualTo(0xCBF29CE484222325L);
    assertThat(Philox.hash("a")).isEqualTo(0xAF63DC4C8601EC8CL);
    assertThat(Philox.hash("foobar")).isEqualTo(0x85944171F73967E8L);
  }

  @Test
  void elementsAreWordsOfTheirBlock() {
    Philox random = Philox.of(3, "plan", "stream");
    int[] block = new int[4];
    Philox.block(random.key(), 2, 5, block);
    for (int i = 0; i < 4; i++) {
      assertThat(random.word(5, 8 + i)).isEqualTo(block[i]);
    }
    assertThat(random.normal(5, 8)).isEqualTo(Philox.normal(block[0], block[1], false));
    assertThat(random.normal(5, 11)).isEqualTo(Philox.normal(block[2], block[3], true));
  }

  @Test
  void uniformsStayInsideAndAreExactInFloat32() {
    assertThat(Philox.uniform(0)).isEqualTo(0x1p-24).isGreaterThan(0);
    assertThat(Philox.uniform(-1)).isEqualTo(1 - 0x1p-24).isLessThan(1);
    Philox random = Philox.of(1, "uniform");
    double sum = 0;
    for (int i = 0; i < 100_000; i++) {
      double u = random.uniform(0, i);
      assertThat((double) (float) u).isEqualTo(u);
      sum += u;
    }
    assertThat(sum / 100_000).isCloseTo(0.5, within(5 * Math.sqrt(1.0 / 12 / 100_000)));
  }

  @Test
  void normalsHaveTheRightMoments() {
    Philox random = Philox.of(1, "normal");
    int n = 200_000;
    double[] moments = new double[5];
    for (int i = 0; i < n; i++) {
      double z = random.normal(3, i);
      for (int k = 1; k < 5; k++) {
        moments[k] += Math.pow(z, k) / n;
      }
    }
    assertThat(moments[1]).isCloseTo(0, within(5 / Math.sqrt(n)));
    assertThat(moments[2]).isCloseTo(1, within(5 * Math.sqrt(2.0 / n)));
    assertThat(moments[3]).isCloseTo(0, within(5 * Math.sqrt(15.0 / n)));
    assertThat(moments[4]).isCloseTo(3, within(5 * Math.sqrt(96.0 / n)));
  }

  @Test
  void integersAreUnsignedAndUniform() {
    assertThat(Philox.integer(-1, 10)).isEqualTo(9);
    assertThat(Philox.integer(0x80000000, 10)).isEqualTo(5);
    assertThat(Philox.integer(-1, 1L << 32)).isEqualTo(0xFFFFFFFFL);
    Philox random = Philox.of(1, "integers");
    int[] counts = new int[7];
    for (int i = 0; i < 70_000; i++) {
      counts[(int) random.integer(2, i, 7)]++;
    }
    double chi = Arrays.stream(counts).mapToDouble(c -> Math.pow(c - 10_000, 2) / 10_000).sum();
    assertThat(chi).isLessThan(30); // 6 degrees of freedom: p < 1e-4
  }

  @Test
  void choiceWithoutReplacementNeverRepeatsAndIsUniform() {
    Philox random = Philox.of(1, "choose");
    int[] counts = new int[5];
    int[] chosen = new int[2];
    for (int step = 0; step < 20_000; step++) {
      random.choose(step, 5, false, chosen);
      assertThat(chosen[0]).isNotEqualTo(chosen[1]);
      counts[chosen[0]]++;
      counts[chosen[1]]++;
    }
    for (int count : counts) {
      assertThat(count).isCloseTo(8_000, within(400));
    }
  }

  @Test
  void keysDifferBySeedPlanAndStream() {
    long key = Philox.of(1, "plan", "stream").key();
    assertThat(Philox.of(1, "plan/stream").key()).isEqualTo(key);
    assertThat(Philox.of(2, "plan", "stream").key()).isNotEqualTo(key);
    assertThat(Philox.of(1, "other", "stream").key()).isNotEqualTo(key);
    assertThat(Philox.seed(1, 0)).isEqualTo(1);
    assertThat(Philox.seed(1, 1)).isNotEqualTo(Philox.seed(2, 0));
  }

  private static int[] words(String text) {
    return Arrays.stream(text.trim().split(" "))
        .mapToInt(word -> Integer.parseUnsignedInt(word, 16))
        .toArray();
  }

  private static long join(int low, int high) {
    return (low & 0xFFFFFFFFL) | (long) high << 32;
  }
}
