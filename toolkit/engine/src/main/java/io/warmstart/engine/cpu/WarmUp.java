package io.warmstart.engine.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs every step on scratch memory until the compiler has caught up. Uncompiled vector code
 * allocates a box per vector, so a step that allocates nothing is compiled. Steps that are done are
 * left alone, so that the time goes to the others.
 */
final class WarmUp {
  /** Calls in a row without allocation that count as compiled. */
  private static final int QUIET_CALLS = 40;

  /** Time that the calls of one step take per round. */
  private static final long SHARE_NANOS = 200_000;

  private static final int MOST_CALLS = 200;

  /** One turn of one chain. */
  private static final long CHAIN_NANOS = 10_000_000;

  private static final int CHAIN_TURNS = 2;

  private WarmUp() {}

  /**
   * Exercises plans; the arena of no learner is touched.
   *
   * @param like an arena whose content is copied, so that weights and keys are real
   * @return whether allocation stopped within the budget
   */
  static boolean run(
      List<CompiledPlan> plans, ChainCompiler compiler, MemorySegment like, long budgetNanos) {
    if (budgetNanos <= 0) {
      return false;
    }
    Patience patience = new Patience(budgetNanos);
    Set<Chain> chains = new LinkedHashSet<>();
    plans.forEach(plan -> chains.addAll(plan.lowered().chains()));
    ProductWarmUp.run(patience, 0.3);
    chains(chains, compiler, patience, 0.7);
    int[][] quiet = new int[plans.size()][];
    for (int p = 0; p < quiet.length; p++) {
      quiet[p] = new int[plans.get(p).steps()];
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(like.byteSize(), 64);
      memory.copyFrom(like);
      boolean done = false;
      while (!done && !patience.over(1)) {
        done = true;
        for (int p = 0; p < quiet.length; p++) {
          done &= round(plans.get(p), quiet[p], memory, patience);
        }
      }
      return done;
    }
  }

  /**
   * Chains on tiny shapes, in turns, so that the compiler works on several at once. Called with
   * long loops first, a method is compiled from inside its loop, which the first compiler may
   * refuse for a long chain; the method then stays slow for ever. So each gets its first turns in
   * any case.
   */
  private static void chains(
      Set<Chain> chains, ChainCompiler compiler, Patience patience, double part) {
    List<Chain> open = new ArrayList<>(chains);
    for (int turn = 0; !open.isEmpty(); turn++) {
      if (turn >= CHAIN_TURNS && patience.over(part)) {
        return;
      }
      open.removeIf(chain -> compiler.warmUp(chain, CHAIN_NANOS));
    }
  }

  private static boolean round(
      CompiledPlan plan, int[] quiet, MemorySegment memory, Patience patience) {
    boolean done = true;
    for (int step = 0; step < quiet.length && !patience.over(1); step++) {
      long end = System.nanoTime() + SHARE_NANOS;
      for (int call = 0;
          call < MOST_CALLS && quiet[step] < QUIET_CALLS && System.nanoTime() < end;
          call++) {
        long before = patience.allocated();
        plan.runStep(step, memory);
        quiet[step] = patience.allocated() == before ? quiet[step] + 1 : 0;
      }
      done &= quiet[step] >= QUIET_CALLS;
    }
    return done;
  }
}
