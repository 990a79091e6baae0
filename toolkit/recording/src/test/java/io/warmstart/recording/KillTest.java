package io.warmstart.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.engine.Philox;
import io.warmstart.testkit.Seeded;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a recording process; {@code -Dkill.trials=50} for more trials than the twenty here. */
@Timeout(600)
class KillTest {
  private static final int TRIALS = Integer.getInteger("kill.trials", 20);
  private static final long LONGEST_MILLIS = 400;

  @TempDir Path folder;

  /** Records for ever and prints what is acknowledged. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      SessionSettings settings =
          SessionSettings.DEFAULT
              .withWhenFull(SessionSettings.WhenFull.WAIT)
              .withQueueBytes(100_000)
              .withSyncPeriod(Duration.ofMillis(10))
              .withAcknowledged(id -> {
                System.out.println(id);
                System.out.flush();
              });
      SessionWriter writer = SessionWriter.open(Path.of(arguments[0]), Script.INFO, settings);
      for (long id = 0; ; id += Script.EPISODE_STEPS) {
        Script.log(writer, id, id + Script.EPISODE_STEPS);
      }
    }
  }

  @Test
  void everyAcknowledgedStepIsThereOnceAfterAKill() throws IOException, InterruptedException {
    long seed = Seeded.seed(3);
    Philox random = Philox.of(seed, "kills");
    for (int trial = 0; trial < TRIALS; trial++) {
      Path file = folder.resolve("killed-" + trial + ".mcap");
      long acknowledged = killAfter(file, random.integer(trial, 0, LONGEST_MILLIS));
      Script.Read read = Script.read(file);
      int count = read.ids().size();
      assertThat(read.ids())
          .as("seed %d, trial %d", seed, trial)
          .isEqualTo(LongStream.range(0, count).boxed().toList());
      assertThat((long) count).as("seed %d, trial %d", seed, trial).isGreaterThan(acknowledged);
      assertThat(read.report().lost() + read.report().unusable()).isZero();
      Path copy = SessionRecovery.beside(file);
      SessionRecovery.recover(file, copy);
      assertThat(Script.read(copy).ids()).hasSize(count);
      Files.delete(file);
      Files.delete(copy);
    }
  }

  /** Returns the last acknowledgement that was heard. */
  private static long killAfter(Path file, long millis) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            file.toString());
    Process child =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    long last = -1;
    try (BufferedReader out = child.inputReader()) {
      String line = out.readLine();
      assertThat(line).as("the child records").isNotNull();
      last = Long.parseLong(line);
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      while (System.nanoTime() < until && (line = out.readLine()) != null) {
        last = Long.parseLong(line);
      }
      // Through its handle, which leaves its output open.
      child.toHandle().destroyForcibly();
      // What was printed before the kill counts, except a torn last line.
      String before = null;
      while ((line = out.readLine()) != null) {
        if (before != null) {
          last = Long.parseLong(before);
        }
        before = line;
      }
    } finally {
      child.destroyForcibly().waitFor();
    }
    return last;
  }
}
