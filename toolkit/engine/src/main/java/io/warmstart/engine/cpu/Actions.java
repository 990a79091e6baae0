package io.warmstart.engine.cpu;

import io.warmstart.engine.GraphException;
import io.warmstart.engine.Program;
import io.warmstart.engine.ProgramLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A program unrolled into what a session does. */
final class Actions {
  /** One thing to do. */
  sealed interface Action {}

  /**
   * One run of a plan.
   *
   * @param plan position among the program's plans
   * @param cells offsets of block numbers, in bytes
   * @param blocks their values for this run
   */
  record RunPlan(int plan, long[] cells, long[] blocks) implements Action {
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** Parts in order. */
  record InOrder(List<Action> parts) implements Action {
    InOrder {
      parts = List.copyOf(parts);
    }
  }

  /**
   * The part at some passages.
   *
   * @param index position among the program's everies
   * @param every at which
   * @param part what to do then
   */
  record Now(int index, Program.Every every, Action part) implements Action {}

  private record Window(int index, int of) {}

  private final ProgramLayout layout;
  private final Storage storage;

  private Actions(Storage storage) {
    this.layout = storage.program();
    this.storage = storage;
  }

  /** Unrolls a program. */
  static Action of(Program program, Storage storage) {
    return new Actions(storage).unroll(program, Map.of());
  }

  private Action unroll(Program program, Map<String, Window> windows) {
    return switch (program) {
      case Program.Run run -> run(run, windows);
      case Program.Sequence sequence ->
          new InOrder(sequence.parts().stream().map(part -> unroll(part, windows)).toList());
      case Program.Repeat repeat -> {
        List<Action> parts = new ArrayList<>();
        for (int k = 0; k < repeat.times(); k++) {
          Window window = new Window(k, repeat.times());
          parts.add(unroll(repeat.part(), narrowed(windows, repeat.slicedInputs(), window)));
        }
        yield new InOrder(parts);
      }
      case Program.Block block ->
          unroll(
              block.part(),
              narrowed(windows, block.slicedInputs(), new Window(block.index(), block.of())));
      case Program.Every every -> new Now(position(every), every, unroll(every.part(), windows));
    };
  }

  private RunPlan run(Program.Run run, Map<String, Window> windows) {
    int position = layout.plans().indexOf(run.plan());
    List<String> names = new ArrayList<>(layout.inputs().keySet());
    long[] cells = new long[names.size()];
    long[] blocks = new long[names.size()];
    for (int k = 0; k < cells.length; k++) {
      cells[k] = storage.input(names.get(k)).block() << 2;
      Window window = windows.get(names.get(k));
      blocks[k] = window == null ? 0 : window.index();
    }
    return new RunPlan(position, cells, blocks);
  }

  private static Map<String, Window> narrowed(
      Map<String, Window> windows, List<String> names, Window inner) {
    Map<String, Window> narrowed = new HashMap<>(windows);
    for (String name : names) {
      Window outer = windows.getOrDefault(name, new Window(0, 1));
      narrowed.put(
          name, new Window(outer.index() * inner.of() + inner.index(), outer.of() * inner.of()));
    }
    return narrowed;
  }

  private int position(Program.Every every) {
    for (int i = 0; i < layout.everies().size(); i++) {
      if (layout.everies().get(i) == every) {
        return i;
      }
    }
    throw new GraphException("The program has no part " + every + ".");
  }
}
