package io.warmstart.core.data;

import io.warmstart.engine.DType;
import io.warmstart.engine.Shape;
import io.warmstart.engine.StateSink;
import io.warmstart.engine.StateSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Returns-to-go of a ring's finished episodes, per slot, under the rule asked for last. Transitions
 * are counted from the oldest live one, as the ring does; nothing is computed before a rule is
 * asked for.
 */
final class RingReturns {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
  private static final String VALUES = "replay/returns";
  private static final String RULE = "replay/returnRule";
  private static final int RULE_NUMBERS = 4;

  private final MemorySegment values;
  private final MemorySegment rewards;
  private final MemorySegment masks;
  private final LongToIntFunction slots;
  private final LongToIntFunction episodes;
  private @Nullable ReturnRule rule;

  /**
   * No returns yet.
   *
   * @param slots slot of a live transition
   * @param episodes number of its episode
   */
  RingReturns(
      Arena arena,
      int capacity,
      MemorySegment rewards,
      MemorySegment masks,
      LongToIntFunction slots,
      LongToIntFunction episodes) {
    this.values = arena.allocate((long) capacity * Float.BYTES, 64);
    this.rewards = rewards;
    this.masks = masks;
    this.slots = slots;
    this.episodes = episodes;
  }

  void forget() {
    rule = null;
  }

  /** Goes on under a rule; another one than before computes all {@code finished} transitions. */
  void follow(ReturnRule asked, long finished) {
    if (!asked.equals(rule)) {
      rule = asked;
      for (long to = finished; to > 0; ) {
        long from = first(to - 1);
        ended(from, to);
        to = from;
      }
    }
  }

  /** An episode has ended: transitions {@code [from, to)}. */
  void ended(long from, long to) {
    if (rule != null) {
      rule.backward(
          (int) (to - from),
          step -> rewards.getAtIndex(FLOAT, slots.applyAsInt(from + step)),
          step -> masks.getAtIndex(FLOAT, slots.applyAsInt(from + step)),
          (step, value) -> values.setAtIndex(FLOAT, slots.applyAsInt(from + step), (float) value));
    }
  }

  /** A reward has changed: computes its episode again, unless it still runs. */
  void corrected(long transition, long finished) {
    if (transition < finished) {
      int episode = episodes.applyAsInt(transition);
      long to = transition + 1;
      while (to < finished && episodes.applyAsInt(to) == episode) {
        to++;
      }
      ended(first(transition), to);
    }
  }

  /** The first live transition of the same episode. */
  private long first(long transition) {
    int episode = episodes.applyAsInt(transition);
    long from = transition;
    while (from > 0 && episodes.applyAsInt(from - 1) == episode) {
      from--;
    }
    return from;
  }

  void copy(int slot, MemorySegment to, int row) {
    to.setAtIndex(FLOAT, row, values.getAtIndex(FLOAT, slot));
  }

  void save(StateSink sink, int used) {
    if (rule != null && used > 0) {
      Double failure = rule.failureReward();
      double[] numbers = {
        rule.discount(), rule.scale(), rule.shift(), failure == null ? Double.NaN : failure
      };
      long[] bits = new long[RULE_NUMBERS];
      for (int i = 0; i < RULE_NUMBERS; i++) {
        bits[i] = Double.doubleToLongBits(numbers[i]);
      }
      sink.put(0, RULE, DType.I64, Shape.of(RULE_NUMBERS), MemorySegment.ofArray(bits));
      long bytes = (long) used * Float.BYTES;
      sink.put(0, VALUES, DType.F32, Shape.of(used), values.asSlice(0, bytes));
    }
  }

  /** Reads what {@link #save} wrote, if anything: overwritten steps still count in it. */
  void load(StateSource source, int used) {
    rule = null;
    if (used == 0) {
      return;
    }
    MemorySegment bits = source.get(0, RULE, DType.I64, Shape.of(RULE_NUMBERS));
    MemorySegment saved = source.get(0, VALUES, DType.F32, Shape.of(used));
    if (bits != null && saved != null) {
      double failure = number(bits, 3);
      rule =
          new ReturnRule(
              number(bits, 0),
              number(bits, 1),
              number(bits, 2),
              Double.isNaN(failure) ? null : failure);
      MemorySegment.copy(saved, 0, values, 0, (long) used * Float.BYTES);
    }
  }

  private static double number(MemorySegment bits, int index) {
    return Double.longBitsToDouble(bits.getAtIndex(ValueLayout.JAVA_LONG, index));
  }
}
