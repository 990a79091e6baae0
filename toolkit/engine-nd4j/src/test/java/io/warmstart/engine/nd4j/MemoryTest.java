package io.warmstart.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.warmstart.engine.DType;
import io.warmstart.engine.Feed;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Init;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.Session;
import io.warmstart.engine.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Tensors so large that a single one left behind per update would show in the resident set. */
final class MemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int ROWS = 1 << 13;
  private static final int WIDTH = 64;
  private static final int UPDATES = 50;
  private static final long TENSOR_KILOBYTES = 4L * ROWS * WIDTH / 1024;

  @Test
  void everyTensorOfAnUpdateIsFreed() throws IOException {
    assumeTrue(Files.exists(STATUS), "no /proc/self/status on this system");
    Parameters parameters = new Parameters();
    Parameter weight = parameters.add("weight", new Init.Uniform(1), WIDTH, WIDTH);
    Graph g = Graph.named("large");
    Tensor x = g.input("x", DType.F32, ROWS, WIDTH);
    Tensor hidden = x.matmul(g.read(weight)).rowNorm(1e-5).mish().abs().sign();
    Tensor wide = hidden.min(x).max(x.clip(-1, 1)).plus(x.matmul(g.read(weight)).tanh());
    Tensor picked = wide.repeat(1, 2).slice(1, 3, 3 + WIDTH).concat(wide).softmax(1);
    Tensor chosen = picked.take(g.integers("row", g.constant(ROWS), ROWS)).max(1);
    g.minimize(
        wide.softplus().sigmoid().mean().plus(chosen.mean()),
        ParameterSet.of(weight),
        Optimizer.Adam.of(1e-3));
    Program program = Program.run(g.compile());
    Feed empty = (seed, update, buffers) -> {};
    try (Session session = new Nd4jExecutor().open(program, parameters, empty, 1)) {
      session.run(15);
      long before = residentKilobytes();
      session.run(UPDATES);
      assertThat(residentKilobytes() - before).isLessThan(UPDATES * TENSOR_KILOBYTES / 2);
    }
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
