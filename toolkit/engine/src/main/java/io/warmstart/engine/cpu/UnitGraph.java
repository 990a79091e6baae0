package io.warmstart.engine.cpu;

import io.warmstart.engine.Effect;
import io.warmstart.engine.PlanStep;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeSet;

/**
 * Steps of a plan joined into units that run as one. Units never form a cycle, also over the
 * orderings that parameter updates demand.
 */
final class UnitGraph {
  private final int[][] after;
  private final int[] unit;
  private final List<BitSet> members;

  UnitGraph(List<PlanStep> steps) {
    this.after = dependencies(steps);
    this.unit = new int[steps.size()];
    this.members = new ArrayList<>();
    for (int i = 0; i < unit.length; i++) {
      unit[i] = i;
      BitSet self = new BitSet();
      self.set(i);
      members.add(self);
    }
  }

  /**
   * What each step waits for. Effects also wait for the optimiser step before them, whose refusal
   * stops them.
   */
  private static int[][] dependencies(List<PlanStep> steps) {
    int[][] after = new int[steps.size()][];
    int refusing = -1;
    for (PlanStep step : steps) {
      TreeSet<Integer> before = new TreeSet<>(step.after());
      if (step instanceof PlanStep.Apply apply) {
        if (refusing >= 0) {
          before.add(refusing);
        }
        if (apply.effect() instanceof Effect.Minimize) {
          refusing = step.index();
        }
      }
      after[step.index()] = before.stream().mapToInt(Integer::intValue).toArray();
    }
    return after;
  }

  /** Name of the unit that holds a step. */
  int unit(int step) {
    return unit[step];
  }

  /** Steps of a unit. */
  BitSet members(int name) {
    return members.get(name);
  }

  /**
   * Joins the units of these steps, unless something outside would have to run between them.
   *
   * @return whether they are one unit now
   */
  boolean join(int... parts) {
    BitSet all = new BitSet();
    for (int step : parts) {
      all.or(members.get(unit[step]));
    }
    if (all.cardinality() > 1 && leadsOutAndBack(all)) {
      return false;
    }
    int name = all.nextSetBit(0);
    for (int i = name; i >= 0; i = all.nextSetBit(i + 1)) {
      members.set(i, all);
      unit[i] = name;
    }
    return true;
  }

  /** Whether a path leaves the set and comes back; searched backwards from what the set needs. */
  private boolean leadsOutAndBack(BitSet set) {
    BitSet seen = new BitSet();
    BitSet open = new BitSet();
    for (int i = set.nextSetBit(0); i >= 0; i = set.nextSetBit(i + 1)) {
      openUnits(i, set, seen, open);
    }
    while (!open.isEmpty()) {
      int next = open.length() - 1;
      open.clear(next);
      BitSet inside = members.get(next);
      for (int i = inside.nextSetBit(0); i >= 0; i = inside.nextSetBit(i + 1)) {
        for (int before : after[i]) {
          if (set.get(before)) {
            return true;
          }
        }
        openUnits(i, set, seen, open);
      }
    }
    return false;
  }

  private void openUnits(int step, BitSet set, BitSet seen, BitSet open) {
    for (int before : after[step]) {
      int name = unit[before];
      if (!set.get(before) && !seen.get(name)) {
        seen.set(name);
        open.set(name);
      }
    }
  }

  /** Units in an order that respects every dependency, early steps first. */
  List<BitSet> ordered() {
    int n = unit.length;
    int[] missing = new int[n];
    List<BitSet> followers = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      followers.add(new BitSet());
    }
    for (int i = 0; i < n; i++) {
      for (int before : after[i]) {
        int from = unit[before];
        int to = unit[i];
        if (from != to && !followers.get(from).get(to)) {
          followers.get(from).set(to);
          missing[to]++;
        }
      }
    }
    PriorityQueue<Integer> ready =
        new PriorityQueue<>(
            (a, b) -> Integer.compare(members.get(a).length(), members.get(b).length()));
    for (int i = 0; i < n; i++) {
      if (unit[i] == i && missing[i] == 0) {
        ready.add(i);
      }
    }
    List<BitSet> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      int next = ready.remove();
      order.add(members.get(next));
      BitSet after = followers.get(next);
      for (int to = after.nextSetBit(0); to >= 0; to = after.nextSetBit(to + 1)) {
        if (--missing[to] == 0) {
          ready.add(to);
        }
      }
    }
    return order;
  }
}
