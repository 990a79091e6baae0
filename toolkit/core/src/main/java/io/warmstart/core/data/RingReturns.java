package io.warmstart.core.data;

import io.warmstart.engine.DType;
import io.warmstart.engine.Shape;
import io.warmstart.engine.StateSink;
import io.warmstart.engine.StateSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Returns-to-go of a ring's finished episodes, per slot, under the rule asked for last. */
final class RingReturns {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
  private static final String VALUES = "replay/returns";
  private static final String RULE = "replay/returnRule";
  private static final int RULE_NUMBERS = 4;

  private final MemorySegment values;
  private final MemorySegment rewards;
  private final MemorySegment masks;
  private @Nullable ReturnRule rule;

  RingReturns(Arena arena, int capacity, MemorySegment rewards, MemorySegment masks) {
    this.values = arena.allocate((long) capacity * Float.BYTES, 64);
    this.rewards = rewards;
    this.masks = masks;
  }

  /** The rule that the values follow, null where none was asked for. */
  @Nullable ReturnRule rule() {
    return rule;
  }

  void follow(@Nullable ReturnRule newRule) {
    rule = newRule;
  }

  /** Computes one episode of {@code length} live transitions; {@code slot} maps its steps. */
  void compute(int length, IntUnaryOperator slot) {
    if (rule != null) {
      rule.backward(
          length,
          step -> rewards.getAtIndex(FLOAT, slot.applyAsInt(step)),
          step -> masks.getAtIndex(FLOAT, slot.applyAsInt(step)),
          (step, value) -> values.setAtIndex(FLOAT, slot.applyAsInt(step), (float) value));
    }
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
