package io.warmstart.cli;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C and SIGTERM: the first asks the loop to finish its step, save and end; the second ends the
 * process at once. Closing gives the signals back.
 */
final class StopSignal implements BooleanSupplier, AutoCloseable {
  private final AtomicBoolean raised = new AtomicBoolean();
  private final Map<Signal, SignalHandler> before = new ConcurrentHashMap<>();

  private StopSignal() {}

  /** Listens from now on. */
  static StopSignal listening(Console console) {
    StopSignal stop = new StopSignal();
    for (String name : new String[] {"INT", "TERM"}) {
      Signal signal = new Signal(name);
      SignalHandler old = Signal.handle(signal, received -> stop.received(console));
      stop.before.put(signal, old);
    }
    return stop;
  }

  private void received(Console console) {
    if (raised.getAndSet(true)) {
      Runtime.getRuntime().halt(ExitCode.FAILED.code());
    }
    console.note("stopping after this step and saving; once more ends at once without saving");
  }

  @Override
  public boolean getAsBoolean() {
    return raised.get();
  }

  @Override
  public void close() {
    before.forEach(Signal::handle);
  }
}
