package io.warmstart.engine.cpu;

import java.util.List;
import java.util.function.Supplier;

/**
 * The unit of scheduling: it runs on one worker from beginning to end and owns what it writes.
 *
 * @param label kind and size, for profiles and messages
 * @param accesses everything that is read and written
 * @param micros estimated duration on one core
 * @param scratch floats of scratch memory needed
 * @param source makes the kernel once buffers have their places
 */
record Step(
    String label, List<Access> accesses, double micros, int scratch, Supplier<Kernel> source) {
  Step {
    accesses = List.copyOf(accesses);
  }
}
