package io.warmstart.engine.interpreter;

import io.warmstart.engine.GraphException;
import io.warmstart.engine.Program;
import io.warmstart.engine.ProgramLayout;
import io.warmstart.engine.StepPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Goes through a program once, in order, and says which block of each input a plan sees. */
final class ProgramWalk {
  /** Block {@code index} of {@code of} along axis 0 of an input. */
  record Window(int index, int of) {
    static final Window WHOLE = new Window(0, 1);

    private Window inside(Window outer) {
      return new Window(outer.index * of + index, outer.of * of);
    }
  }

  /** What happens on the way. */
  interface Visitor {
    /**
     * Runs a plan.
     *
     * @param windows blocks of sliced inputs; others are whole
     * @return whether to go on
     */
    boolean run(StepPlan plan, Map<String, Window> windows);

    /** Counts a passage of the every at this position and returns the new number. */
    long pass(int every);
  }

  private final ProgramLayout layout;
  private final Visitor visitor;

  ProgramWalk(ProgramLayout layout, Visitor visitor) {
    this.layout = layout;
    this.visitor = visitor;
  }

  /** Goes through the program; false where the visitor stopped it. */
  boolean walk(Program program) {
    return walk(program, Map.of());
  }

  private boolean walk(Program part, Map<String, Window> windows) {
    return switch (part) {
      case Program.Run run -> visitor.run(run.plan(), windows);
      case Program.Sequence sequence ->
          sequence.parts().stream().allMatch(inner -> walk(inner, windows));
      case Program.Repeat repeat -> repeat(repeat, windows);
      case Program.Block block ->
          walk(
              block.part(),
              narrowed(windows, block.slicedInputs(), new Window(block.index(), block.of())));
      case Program.Every every ->
          !every.runsAt(visitor.pass(position(every))) || walk(every.part(), windows);
    };
  }

  private boolean repeat(Program.Repeat repeat, Map<String, Window> windows) {
    for (int k = 0; k < repeat.times(); k++) {
      Window window = new Window(k, repeat.times());
      if (!walk(repeat.part(), narrowed(windows, repeat.slicedInputs(), window))) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, Window> narrowed(
      Map<String, Window> windows, List<String> names, Window inner) {
    Map<String, Window> narrowed = new HashMap<>(windows);
    for (String name : names) {
      narrowed.put(name, inner.inside(windows.getOrDefault(name, Window.WHOLE)));
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
