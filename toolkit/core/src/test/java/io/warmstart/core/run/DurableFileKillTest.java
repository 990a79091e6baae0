package io.warmstart.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that saves checkpoints as fast as it can, at seeded moments. */
class DurableFileKillTest {
  private static final int KILLS = 6;

  /** Saves ever newer checkpoints until it is killed. */
  public static final class Saver {
    /** The folder is the only argument. */
    public static void main(String[] arguments) {
      CheckpointFolder folder = new CheckpointFolder(Path.of(arguments[0]));
      long step = folder.newest().map(c -> c.info().step()).orElse(0L);
      while (true) {
        step++;
        folder.save(CheckpointTest.checkpoint(step, step), 3);
      }
    }
  }

  @Test
  void killNeverLeavesLessThanTheLastCheckpoint(@TempDir Path folder) throws Exception {
    CheckpointFolder checkpoints = new CheckpointFolder(folder);
    long before = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Saver.class.getName(),
                  folder.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      long deadline = System.currentTimeMillis() + 20_000;
      while (checkpoints.entries().stream().noneMatch(newerThan(before))
          && System.currentTimeMillis() < deadline) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      TimeUnit.MILLISECONDS.sleep(7L * kill);
      process.destroyForcibly().waitFor();
      long newestName = checkpoints.entries().getLast().step();
      long newestWhole = checkpoints.newest().orElseThrow().info().step();
      assertThat(newestWhole).isEqualTo(newestName).isGreaterThan(before);
      before = newestWhole;
    }
  }

  private static java.util.function.Predicate<CheckpointFolder.Entry> newerThan(long step) {
    return entry -> entry.step() > step;
  }
}
