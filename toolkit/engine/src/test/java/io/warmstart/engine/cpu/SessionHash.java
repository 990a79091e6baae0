package io.warmstart.engine.cpu;

import io.warmstart.engine.Parameters;
import io.warmstart.engine.Session;

/** Prints one hash over the states of all small programs; runs in a process of its own. */
final class SessionHash {
  private SessionHash() {}

  /** Arguments: the number of workers and the number of updates. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) {
    int workers = Integer.parseInt(arguments[0]);
    int updates = Integer.parseInt(arguments[1]);
    long hash = 0;
    for (SmallPrograms program : SmallPrograms.values()) {
      Parameters parameters = new Parameters();
      try (Session session =
          new CpuExecutor(workers)
              .withoutWarmUp()
              .open(program.declare(parameters), parameters, SmallPrograms.feed(), 7)) {
        session.run(updates);
        hash = 31 * hash + States.hash(session);
      }
    }
    System.out.println("hash " + hash);
  }
}
