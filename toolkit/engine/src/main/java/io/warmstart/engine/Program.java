package io.warmstart.engine;

import java.util.List;

/** The whole update, declared, so that it can be captured or run many times per launch. */
public sealed interface Program {
  /** One run of a plan. */
  record Run(StepPlan plan) implements Program {}

  /** The parts in order. */
  record Sequence(List<Program> parts) implements Program {
    /** Copies the list. */
    public Sequence {
      parts = List.copyOf(parts);
    }
  }

  /**
   * The part several times. Run k sees block k of axis 0 of the sliced inputs, whose buffers are
   * {@code times} as long as the plan declares them.
   */
  record Repeat(int times, Program part, List<String> slicedInputs) implements Program {
    /** Copies the list and checks the count. */
    public Repeat {
      slicedInputs = List.copyOf(slicedInputs);
      if (times < 1) {
        throw new GraphException("Repeat needs times >= 1, found " + times + ".");
      }
    }
  }

  /** The part once, on block {@code index} of {@code of} of the sliced inputs. */
  record Block(int index, int of, Program part, List<String> slicedInputs) implements Program {
    /** Copies the list and checks the index. */
    public Block {
      slicedInputs = List.copyOf(slicedInputs);
      if (index < 0 || index >= of) {
        throw new GraphException("Block " + index + " of " + of + " does not exist.");
      }
    }
  }

  /** The part at passages first, first + period, first + 2 * period, ..., counted from 1. */
  record Every(int period, int first, Program part) implements Program {
    /** Checks the period and the first passage, which is one of the first period. */
    public Every {
      if (period < 1) {
        throw new GraphException("Every needs period >= 1, found " + period + ".");
      }
      if (first < 1 || first > period) {
        throw new GraphException(
            "Every needs first in 1.." + period + " (its period), found " + first + ".");
      }
    }

    /** The part at passages period, 2 * period, ... */
    public Every(int period, Program part) {
      this(period, period, part);
    }

    /**
     * Whether the part runs at a passage.
     *
     * @param passage counted from 1
     */
    public boolean runsAt(long passage) {
      return passage % period == first % period;
    }
  }

  /** One run of a plan. */
  static Program run(StepPlan plan) {
    return new Run(plan);
  }

  /** The parts in order. */
  static Program of(Program... parts) {
    return new Sequence(List.of(parts));
  }
}
