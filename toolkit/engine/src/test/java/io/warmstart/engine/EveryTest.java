package io.warmstart.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.engine.reference.ReferenceExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** At which updates a delayed part runs. */
final class EveryTest {
  static Stream<Arguments> phases() {
    return Stream.of(new ReferenceExecutor(), new CpuExecutor(1))
        .flatMap(executor ->
            Stream.of(
                Arguments.of(executor, 1, 1, List.of(1, 2, 3, 4, 5, 6, 7)),
                Arguments.of(executor, 2, 1, List.of(1, 1, 2, 2, 3, 3, 4)),
                Arguments.of(executor, 2, 2, List.of(0, 1, 1, 2, 2, 3, 3)),
                Arguments.of(executor, 3, 2, List.of(0, 1, 1, 1, 2, 2, 2))));
  }

  @ParameterizedTest(name = "{0}, every {1} from {2}")
  @MethodSource("phases")
  void partRunsAtItsPassagesOnly(Executor executor, int period, int first, List<Integer> expected) {
    Parameters parameters = new Parameters();
    Parameter runs = parameters.add("runs", new Init.Zero(), 1);
    Graph g = Graph.named("delayed");
    g.assign(runs, g.read(runs).plus(1));
    Program program = new Program.Every(period, first, Program.run(g.compile()));
    List<Integer> found = new ArrayList<>();
    try (Session session = executor.open(program, parameters, Feed.none(), 1)) {
      for (int k = 0; k < expected.size(); k++) {
        session.run(1);
        found.add((int) session.read(0, runs)[0]);
      }
    }
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void aPeriodAloneMeansItsLastPassage() {
    Program part = Program.of();
    assertThat(new Program.Every(3, part)).isEqualTo(new Program.Every(3, 3, part));
  }

  @Test
  void firstPassageOutsideTheFirstPeriodIsRefused() {
    Program part = Program.of();
    assertThatThrownBy(() -> new Program.Every(0, part)).hasMessageContaining("period >= 1");
    assertThatThrownBy(() -> new Program.Every(2, 0, part)).hasMessageContaining("found 0");
    assertThatThrownBy(() -> new Program.Every(2, 3, part)).hasMessageContaining("first in 1..2");
  }
}
