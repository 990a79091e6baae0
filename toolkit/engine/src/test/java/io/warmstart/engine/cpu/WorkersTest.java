package io.warmstart.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class WorkersTest {
  @Test
  void everyWorkerDoesEveryJobOnce() {
    int[] done = new int[3 * Workers.GAP];
    try (Workers team = new Workers(3, "test")) {
      for (int job = 0; job < 20_000; job++) {
        team.run(worker -> done[worker * Workers.GAP]++);
      }
    }
    for (int worker = 0; worker < 3; worker++) {
      assertThat(done[worker * Workers.GAP]).isEqualTo(20_000);
    }
  }

  @Test
  void flagsOrderStepsOfDifferentWorkers() {
    int steps = 50;
    int[] flags = new int[steps * Workers.GAP];
    int[] values = new int[steps];
    try (Workers team = new Workers(2, "test")) {
      for (int round = 1; round <= 2_000; round++) {
        int epoch = round;
        Arrays.fill(values, 0);
        team.run(worker -> {
          for (int step = worker; step < steps; step += 2) {
            if (step > 0) {
              team.await(flags, (step - 1) * Workers.GAP, epoch, worker);
            }
            values[step] = step == 0 ? 1 : values[step - 1] + 1;
            team.signal(flags, step * Workers.GAP, epoch);
          }
        });
        assertThat(values[steps - 1]).isEqualTo(steps);
      }
    }
  }

  @Test
  void aFailingWorkerDoesNotHangTheOthers() {
    try (Workers team = new Workers(2, "test")) {
      assertThatThrownBy(() ->
              team.run(worker -> {
                if (worker == 1) {
                  throw new IllegalArgumentException("broken step");
                }
              }))
          .hasMessageContaining("failed")
          .hasRootCauseMessage("broken step");
    }
  }

  @Test
  void parkedWorkersWakeUp() throws InterruptedException {
    try (Workers team = new Workers(2, "test")) {
      int[] count = new int[1];
      for (int job = 0; job < 20; job++) {
        Thread.sleep(5);
        team.run(worker -> {
          if (worker == 1) {
            count[0]++;
          }
        });
      }
      assertThat(count[0]).isEqualTo(20);
    }
  }
}
