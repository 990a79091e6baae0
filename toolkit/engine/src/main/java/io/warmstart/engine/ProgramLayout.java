package io.warmstart.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a program needs from its surroundings, gathered and checked once for every executor.
 *
 * @param plans each plan once, in order of first appearance
 * @param inputs live inputs by name
 * @param settings initial values by key
 * @param columns each column once
 * @param parameters each parameter that is read or written, once
 * @param optimised parameter sets with an optimiser, each once; they do not overlap
 * @param everies the {@link Program.Every} parts in depth-first order; compare by identity
 */
public record ProgramLayout(
    List<StepPlan> plans,
    Map<String, InputLayout> inputs,
    Map<String, Double> settings,
    List<Column> columns,
    List<Parameter> parameters,
    List<ParameterSet> optimised,
    List<Program.Every> everies) {

  /**
   * One input buffer.
   *
   * @param shape as the plans declare it
   * @param blocks how many such blocks the buffer holds, one behind the other
   */
  public record InputLayout(String name, DType type, Shape shape, int blocks) {
    /** Elements of the whole buffer. */
    public int count() {
      return shape.count() * blocks;
    }
  }

  /** Copies the collections. */
  public ProgramLayout {
    plans = List.copyOf(plans);
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    columns = List.copyOf(columns);
    parameters = List.copyOf(parameters);
    optimised = List.copyOf(optimised);
    everies = List.copyOf(everies);
  }

  /**
   * Gathers and checks a program.
   *
   * @throws GraphException if names clash, inputs disagree, or optimised sets overlap
   */
  public static ProgramLayout of(Program program) {
    Collector collector = new Collector();
    collector.visit(program, Map.of());
    return collector.finish();
  }

  private static final class Collector {
    private final Map<String, StepPlan> plans = new LinkedHashMap<>();
    private final Map<String, InputLayout> inputs = new LinkedHashMap<>();
    private final Map<String, Double> settings = new LinkedHashMap<>();
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Map<Set<String>, ParameterSet> optimised = new LinkedHashMap<>();
    private final List<Program.Every> everies = new ArrayList<>();

    private void visit(Program program, Map<String, Integer> blocks) {
      switch (program) {
        case Program.Run run -> plan(run.plan(), blocks);
        case Program.Sequence sequence -> sequence.parts().forEach(part -> visit(part, blocks));
        case Program.Repeat repeat ->
            visit(repeat.part(), sliced(blocks, repeat.slicedInputs(), repeat.times()));
        case Program.Block block ->
            visit(block.part(), sliced(blocks, block.slicedInputs(), block.of()));
        case Program.Every every -> {
          everies.add(every);
          visit(every.part(), blocks);
        }
      }
    }

    private static Map<String, Integer> sliced(
        Map<String, Integer> blocks, List<String> names, int times) {
      Map<String, Integer> more = new HashMap<>(blocks);
      names.forEach(name -> more.merge(name, times, (a, b) -> a * b));
      return more;
    }

    private void plan(StepPlan plan, Map<String, Integer> blocks) {
      StepPlan known = plans.putIfAbsent(plan.name(), plan);
      if (known != null && known != plan) {
        throw new GraphException(
            "Two plans of one program are named \""
                + plan.name()
                + "\"; their random streams would be equal. Rename one.");
      }
      for (Tensor node : plan.nodes()) {
        switch (node.op()) {
          case SourceOp.Input input ->
              input(input, blocks.getOrDefault(input.name(), 1), plan.name());
          case SourceOp.Setting setting ->
              agree("setting " + setting.key(), settings, setting.key(), setting.initial());
          case SourceOp.Count count ->
              agree(
                  "column " + count.column().name(),
                  columns,
                  count.column().name(),
                  count.column());
          case IndexOp.Rows rows ->
              agree("column " + rows.column().name(), columns, rows.column().name(), rows.column());
          default -> {}
        }
      }
      for (Parameter parameter : plan.parameters()) {
        agree("parameter " + parameter.path(), parameters, parameter.path(), parameter);
      }
      for (Effect effect : plan.effects()) {
        if (effect instanceof Effect.Minimize minimize) {
          Set<String> paths = new TreeSet<>();
          minimize.parameters().all().forEach(p -> paths.add(p.path()));
          optimised.putIfAbsent(paths, minimize.parameters());
        }
      }
    }

    private void input(SourceOp.Input input, int blocks, String plan) {
      InputLayout layout = new InputLayout(input.name(), input.type(), input.shape(), blocks);
      InputLayout known = inputs.putIfAbsent(input.name(), layout);
      if (known != null
          && (known.type() != layout.type()
              || known.count() != layout.count()
              || !rows(known).equals(rows(layout)))) {
        throw new GraphException(
            "Plan \""
                + plan
                + "\" wants input \""
                + input.name()
                + "\" as "
                + layout
                + " but another plan as "
                + known
                + "; both share one buffer.");
      }
    }

    /** Shape of one row, which blocks do not change. */
    private static Shape rows(InputLayout layout) {
      return layout.shape().rank() == 0 ? layout.shape() : layout.shape().with(0, 1);
    }

    private static <T> void agree(String what, Map<String, T> all, String key, T value) {
      T known = all.putIfAbsent(key, value);
      if (known != null && !known.equals(value)) {
        throw new GraphException(
            "The program declares "
                + what
                + " twice and differently: "
                + known
                + " and "
                + value
                + ".");
      }
    }

    private ProgramLayout finish() {
      Set<String> seen = new LinkedHashSet<>();
      for (Set<String> paths : optimised.keySet()) {
        for (String path : paths) {
          if (!seen.add(path)) {
            throw new GraphException(
                "Parameter "
                    + path
                    + " is optimised in two different sets; update counters belong"
                    + " to a set, so give both minimize calls the same set.");
          }
        }
      }
      return new ProgramLayout(
          List.copyOf(plans.values()),
          inputs,
          settings,
          List.copyOf(columns.values()),
          List.copyOf(parameters.values()),
          List.copyOf(optimised.values()),
          everies);
    }
  }
}
