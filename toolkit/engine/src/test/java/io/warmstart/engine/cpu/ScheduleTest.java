package io.warmstart.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.engine.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Hazards, list schedule and shared memory over random steps. */
class ScheduleTest {
  private record Made(List<Step> steps, List<Buffer> buffers) {}

  /** Each step writes a new buffer, sometimes one of two old ones, and reads a few others. */
  private static Made random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Buffer> buffers = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      List<Access> accesses = new ArrayList<>();
      for (int k = 0; k < 2 && !buffers.isEmpty(); k++) {
        accesses.add(buffers.get(random.nextInt(Math.max(0, i - 12), i)).view().read());
      }
      Buffer out = Buffer.temporary("b" + i, Shape.of(random.nextInt(1, 9), random.nextInt(1, 40)));
      buffers.add(out);
      accesses.add(out.view().write());
      if (i > 3 && random.nextInt(6) == 0) {
        accesses.add(buffers.get(i - 2).view().write());
      }
      steps.add(new Step("s" + i, accesses, 1 + random.nextInt(9), 0, () -> (m, scratch) -> {}));
    }
    return new Made(steps, buffers);
  }

  private static double[] micros(List<Step> steps) {
    return steps.stream().mapToDouble(Step::micros).toArray();
  }

  @Test
  void conflictingStepsKeepTheirOrder() {
    for (long seed = 0; seed < 20; seed++) {
      Made made = random(seed);
      Hazards hazards = Hazards.of(made.steps());
      ListSchedule schedule = ListSchedule.of(hazards, micros(made.steps()), 3);
      for (int late = 0; late < made.steps().size(); late++) {
        for (int early = 0; early < late; early++) {
          if (conflict(made.steps().get(early), made.steps().get(late))) {
            assertThat(schedule.before(late).get(early)).isTrue();
          }
        }
      }
    }
  }

  private static boolean conflict(Step a, Step b) {
    return a.accesses().stream().anyMatch(x -> b.accesses().stream().anyMatch(x::conflicts));
  }

  @Test
  void everyStepIsDoneByOneWorker() {
    Made made = random(5);
    ListSchedule schedule = ListSchedule.of(Hazards.of(made.steps()), micros(made.steps()), 2);
    List<Integer> all = new ArrayList<>();
    for (int worker = 0; worker < 2; worker++) {
      Arrays.stream(schedule.order(worker)).forEach(all::add);
    }
    assertThat(all).doesNotHaveDuplicates().hasSize(made.steps().size());
    double work = Arrays.stream(micros(made.steps())).sum();
    assertThat(schedule.length()).isGreaterThanOrEqualTo(work / 2).isLessThan(work * 1.2);
  }

  @Test
  void buffersOnlyShareMemoryWhenOneIsOver() {
    for (long seed = 0; seed < 20; seed++) {
      Made made = random(seed);
      ListSchedule schedule = ListSchedule.of(Hazards.of(made.steps()), micros(made.steps()), 2);
      ArenaLayout layout = new ArenaLayout();
      layout.placeTemporaries(made.steps(), schedule, true);
      long separate = made.buffers().stream().mapToLong(Buffer::floats).sum();
      assertThat(layout.floats()).isLessThan(separate);
      for (Buffer a : made.buffers()) {
        for (Buffer b : made.buffers()) {
          if (a != b && overlap(a, b)) {
            assertThat(over(a, b, made, schedule) || over(b, a, made, schedule)).isTrue();
            assertThat(a.hasPads() || b.hasPads()).isEqualTo(a.hasPads() && b.hasPads());
            assertThat(!a.hasPads() || a.shape().equals(b.shape())).isTrue();
          }
        }
      }
    }
  }

  private static boolean overlap(Buffer a, Buffer b) {
    return a.at() < b.at() + b.floats() && b.at() < a.at() + a.floats();
  }

  /** Whether every step that touches a is complete before any step that writes b. */
  private static boolean over(Buffer a, Buffer b, Made made, ListSchedule schedule) {
    for (int late = 0; late < made.steps().size(); late++) {
      for (int early = 0; early < made.steps().size(); early++) {
        boolean touches =
            made.steps().get(early).accesses().stream().anyMatch(x -> x.buffer() == a);
        boolean writes =
            made.steps().get(late).accesses().stream().anyMatch(x -> x.buffer() == b && x.write());
        if (touches && writes && !schedule.before(late).get(early)) {
          return false;
        }
      }
    }
    return true;
  }
}
