package io.warmstart.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C and SIGTERM: the first asks the loop to finish its step, save and end; the second ends the
 * process at once. Closing gives the signals back. A {@link ChildProcess} leaves Ctrl-C to its
 * parent and is asked by the end of its standard input instead.
 */
final class StopSignal implements BooleanSupplier, AutoCloseable {
  private final AtomicBoolean raised = new AtomicBoolean();
  private final Map<Signal, SignalHandler> before = new ConcurrentHashMap<>();

  private StopSignal() {}

  /** Listens from now on. */
  static StopSignal listening(Console console) {
    StopSignal stop = new StopSignal();
    boolean leash = ChildProcess.onLeash();
    for (String name : leash ? List.of("TERM") : List.of("INT", "TERM")) {
      Signal signal = new Signal(name);
      SignalHandler old = Signal.handle(signal, received -> stop.received(console));
      stop.before.put(signal, old);
    }
    if (leash) {
      Thread.ofPlatform().daemon().name("leash").start(() -> stop.followInput(console));
    }
    return stop;
  }

  /** Makes a process on a leash deaf to Ctrl-C, which reaches its whole group. */
  static void ignoreInterruptsOnLeash() {
    if (ChildProcess.onLeash()) {
      Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
    }
  }

  private void received(Console console) {
    if (raised.getAndSet(true)) {
      Runtime.getRuntime().halt(ExitCode.FAILED.code());
    }
    console.note("stopping after this step and saving; once more ends at once without saving");
  }

  private void followInput(Console console) {
    try {
      while (System.in.read() >= 0) {
        // whatever is written means nothing; only the end does
      }
    } catch (IOException e) {
      console.note("standard input broke: " + e.getMessage());
    }
    if (!raised.getAndSet(true)) {
      console.note("stopping after this step and saving");
    }
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
