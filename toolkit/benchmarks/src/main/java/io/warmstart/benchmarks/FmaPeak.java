package io.warmstart.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The machine's fused multiply-add throughput, measured: the ceiling of any training step. */
final class FmaPeak {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int ROUNDS = 200_000;
  private static final int ACCUMULATORS = 10;

  private FmaPeak() {}

  /**
   * Best of several short runs.
   *
   * @param threads running side by side, at least 1
   * @return GFLOP/s of all threads together, two operations per lane and instruction
   */
  static double gflops(int threads) throws InterruptedException {
    double best = 0;
    for (int attempt = 0; attempt < 8; attempt++) {
      best = Math.max(best, once(threads));
    }
    return best;
  }

  private static double once(int threads) throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> running = new ArrayList<>();
    float[] results = new float[threads * 16];
    for (int t = 0; t < threads; t++) {
      int slot = t * 16;
      Thread thread =
          new Thread(
              () -> {
                try {
                  start.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                  return;
                }
                for (int i = 0; i < 10; i++) {
                  results[slot] += chain(ROUNDS, 1 + results[slot] * 1e-30f);
                }
              },
              "fma-peak-" + t);
      thread.start();
      running.add(thread);
    }
    long begin = System.nanoTime();
    start.countDown();
    for (Thread thread : running) {
      thread.join();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    return 2.0 * SPECIES.length() * ACCUMULATORS * ROUNDS * 10.0 * threads / seconds / 1e9;
  }

  /** Ten independent dependency chains keep both FMA pipes busy. */
  private static float chain(int rounds, float seed) {
    FloatVector x = FloatVector.broadcast(SPECIES, seed);
    FloatVector y = FloatVector.broadcast(SPECIES, 0.999f);
    FloatVector a = x;
    FloatVector b = x.add(1);
    FloatVector c = x.add(2);
    FloatVector d = x.add(3);
    FloatVector e = x.add(4);
    FloatVector f = x.add(5);
    FloatVector g = x.add(6);
    FloatVector h = x.add(7);
    FloatVector i = x.add(8);
    FloatVector j = x.add(9);
    for (int round = 0; round < rounds; round++) {
      a = a.fma(y, x);
      b = b.fma(y, x);
      c = c.fma(y, x);
      d = d.fma(y, x);
      e = e.fma(y, x);
      f = f.fma(y, x);
      g = g.fma(y, x);
      h = h.fma(y, x);
      i = i.fma(y, x);
      j = j.fma(y, x);
    }
    return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).lane(0);
  }
}
