package io.warmstart.engine.cpu;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each step must wait for: whoever wrote what it reads, and whoever read or wrote what it
 * overwrites, in the order of the list.
 */
final class Hazards {
  private final List<int[]> direct;

  private Hazards(List<int[]> direct) {
    this.direct = direct;
  }

  private record Past(int step, Access access) {}

  /** Analyses steps listed in a valid order. */
  static Hazards of(List<Step> steps) {
    Map<Buffer, List<Past>> history = new IdentityHashMap<>();
    List<int[]> direct = new ArrayList<>();
    BitSet[] ancestors = new BitSet[steps.size()];
    for (int i = 0; i < steps.size(); i++) {
      BitSet found = new BitSet();
      for (Access access : steps.get(i).accesses()) {
        for (Past past : history.computeIfAbsent(access.buffer(), b -> new ArrayList<>())) {
          if (past.access().conflicts(access)) {
            found.set(past.step());
          }
        }
      }
      for (Access access : steps.get(i).accesses()) {
        remember(history.computeIfAbsent(access.buffer(), b -> new ArrayList<>()), i, access);
      }
      direct.add(reduced(found, ancestors, i));
    }
    return new Hazards(direct);
  }

  /** A write hides what it covers completely. */
  private static void remember(List<Past> past, int step, Access access) {
    if (access.write()) {
      past.removeIf(p ->
          p.step() != step && p.access().from() >= access.from() && p.access().to() <= access.to());
    }
    past.add(new Past(step, access));
  }

  /** Drops what another dependency already waits for, and notes all ancestors. */
  private static int[] reduced(BitSet found, BitSet[] ancestors, int step) {
    BitSet implied = new BitSet();
    for (int d = found.nextSetBit(0); d >= 0; d = found.nextSetBit(d + 1)) {
      implied.or(ancestors[d]);
    }
    BitSet all = (BitSet) implied.clone();
    all.or(found);
    ancestors[step] = all;
    found.andNot(implied);
    return found.stream().toArray();
  }

  /** Steps that must be complete before this one starts, ascending. */
  int[] before(int step) {
    return direct.get(step);
  }

  int size() {
    return direct.size();
  }
}
