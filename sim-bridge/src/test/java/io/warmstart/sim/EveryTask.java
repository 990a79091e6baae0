package io.warmstart.sim;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Simulator;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.core.environment.TaskReference;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The listed tasks of all families that the class path offers, new ones included. */
final class EveryTask {
  private EveryTask() {}

  /**
   * A listed task.
   *
   * @param simulator of its family
   * @param description as listed
   */
  record Task(Simulator simulator, TaskDescription description) {
    TaskReference reference() {
      return TaskReference.parse(description.id());
    }

    /** Creates it; skips the test, with the reason, where something has to be installed first. */
    Environment create() {
      assumeReady();
      return simulator.create(reference());
    }

    void assumeReady() {
      simulator
          .missing(reference())
          .ifPresent(what -> Assumptions.abort(description.id() + ": " + what));
    }

    @Override
    public String toString() {
      return description.id();
    }
  }

  static Stream<Simulator> families() {
    return ServiceLoader.load(Simulator.class).stream().map(ServiceLoader.Provider::get);
  }

  static Stream<Task> tasks() {
    return families().flatMap(family -> family.tasks().stream().map(d -> new Task(family, d)));
  }
}
