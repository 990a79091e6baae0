package io.warmstart.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Orders nodes and effects for parameters that are updated in place. */
final class Planner {
  private final List<Tensor> nodes;
  private final List<Effect> effects;

  /** Index of the effect that writes a version, by the read of the version it replaces. */
  private final Map<SourceOp.Read, Integer> overwrites = new HashMap<>();

  /** Nodes that use a read, directly or through operations that may become views. */
  private final Map<SourceOp.Read, List<Tensor>> users = new HashMap<>();

  private final Map<SourceOp.Read, List<Integer>> usingEffects = new HashMap<>();
  private final Map<Tensor, Set<SourceOp.Read>> views = new HashMap<>();

  private final List<PlanStep> steps = new ArrayList<>();
  private final Map<Tensor, Integer> nodeSteps = new HashMap<>();
  private final List<Integer> effectSteps = new ArrayList<>();

  private Planner(Rewriting.Result result) {
    nodes = result.graph().nodes();
    effects = result.effects();
    collect();
  }

  static StepPlan plan(Graph graph, Rewrites rewrites) {
    Rewriting.Result result = Rewriting.simplify(graph, graph.effects(), rewrites);
    Planner planner = new Planner(result);
    Set<SourceOp.Read> late = planner.late();
    if (!late.isEmpty()) {
      result = Rewriting.withCopies(result, late);
      planner = new Planner(result);
    }
    planner.order();
    return new StepPlan(
        graph.name(),
        planner.nodes,
        planner.effects,
        planner.steps,
        graph.warnings(),
        graph.nodes().size());
  }

  private void collect() {
    for (int i = 0; i < effects.size(); i++) {
      Effect effect = effects.get(i);
      for (int k = 0; k < effect.written().size(); k++) {
        overwrites.put(new SourceOp.Read(effect.written().get(k), effect.versions().get(k)), i);
      }
    }
    for (Tensor node : nodes) {
      Set<SourceOp.Read> through = new HashSet<>();
      for (Tensor input : node.inputs()) {
        through.addAll(views.getOrDefault(input, Set.of()));
      }
      for (SourceOp.Read read : through) {
        users.computeIfAbsent(read, key -> new ArrayList<>()).add(node);
      }
      if (node.op() instanceof SourceOp.Read read) {
        views.put(node, Set.of(read));
      } else if (mayBeView(node.op())) {
        views.put(node, through);
      }
    }
    for (int i = 0; i < effects.size(); i++) {
      for (SourceOp.Read read : readBy(effects.get(i))) {
        usingEffects.computeIfAbsent(read, key -> new ArrayList<>()).add(i);
      }
    }
  }

  private Set<SourceOp.Read> readBy(Effect effect) {
    Set<SourceOp.Read> reads = new HashSet<>();
    for (Tensor input : effect.inputs()) {
      reads.addAll(views.getOrDefault(input, Set.of()));
    }
    if (effect instanceof Effect.Polyak polyak) {
      for (int k = 0; k < polyak.online().all().size(); k++) {
        reads.add(new SourceOp.Read(polyak.online().all().get(k), polyak.onlineVersions().get(k)));
      }
    }
    return reads;
  }

  /** Layout operations, and take: it may become a matrix product with a device index. */
  private static boolean mayBeView(Op op) {
    return op instanceof LayoutOp || op instanceof IndexOp.Take;
  }

  /** Reads whose value is still used when or after their version is overwritten. */
  private Set<SourceOp.Read> late() {
    Map<SourceOp.Read, Integer> writers = new HashMap<>();
    for (Map.Entry<SourceOp.Read, Integer> entry : overwrites.entrySet()) {
      SourceOp.Read before = entry.getKey();
      writers.put(new SourceOp.Read(before.parameter(), before.version() + 1), entry.getValue());
    }
    // A node of epoch e needs the effects before number e, and none after.
    Map<Tensor, Integer> epochs = new HashMap<>();
    for (Tensor node : nodes) {
      int epoch = 0;
      for (Tensor input : node.inputs()) {
        epoch = Math.max(epoch, epochs.getOrDefault(input, 0));
      }
      if (node.op() instanceof SourceOp.Read read && writers.containsKey(read)) {
        epoch = writers.getOrDefault(read, 0) + 1;
      }
      epochs.put(node, epoch);
    }
    Set<SourceOp.Read> late = new HashSet<>();
    for (Map.Entry<SourceOp.Read, Integer> entry : overwrites.entrySet()) {
      SourceOp.Read read = entry.getKey();
      int writer = entry.getValue();
      boolean used = false;
      for (Tensor user : users.getOrDefault(read, List.of())) {
        used |= epochs.getOrDefault(user, 0) > writer;
      }
      for (int effect : usingEffects.getOrDefault(read, List.of())) {
        used |= effect >= writer;
      }
      if (used) {
        late.add(read);
      }
    }
    return late;
  }

  private void order() {
    for (int i = 0; i < effects.size(); i++) {
      Effect effect = effects.get(i);
      List<Tensor> before = new ArrayList<>(effect.inputs());
      for (SourceOp.Read read : overwritten(effect)) {
        before.addAll(users.getOrDefault(read, List.of()));
      }
      emitWithInputs(before);
      effectSteps.add(steps.size());
      steps.add(new PlanStep.Apply(steps.size(), effect, List.copyOf(dependencies(effect))));
    }
  }

  private Set<Integer> dependencies(Effect effect) {
    TreeSet<Integer> after = new TreeSet<>();
    for (Tensor input : effect.inputs()) {
      after.add(step(input));
    }
    for (SourceOp.Read read : overwritten(effect)) {
      for (Tensor user : users.getOrDefault(read, List.of())) {
        after.add(step(user));
      }
      for (int earlier : usingEffects.getOrDefault(read, List.of())) {
        if (earlier < effectSteps.size()) {
          after.add(effectSteps.get(earlier));
        }
      }
      addWriter(read, after);
    }
    for (SourceOp.Read read : readBy(effect)) {
      addWriter(read, after);
    }
    after.remove(steps.size());
    return after;
  }

  /** The effect that wrote what this read sees. */
  private void addWriter(SourceOp.Read read, Set<Integer> after) {
    if (read.version() > 0) {
      Integer writer = overwrites.get(new SourceOp.Read(read.parameter(), read.version() - 1));
      if (writer != null && writer < effectSteps.size()) {
        after.add(effectSteps.get(writer));
      }
    }
  }

  private static List<SourceOp.Read> overwritten(Effect effect) {
    List<SourceOp.Read> reads = new ArrayList<>();
    for (int k = 0; k < effect.written().size(); k++) {
      reads.add(new SourceOp.Read(effect.written().get(k), effect.versions().get(k)));
    }
    return reads;
  }

  private void emitWithInputs(List<Tensor> wanted) {
    boolean[] needed = new boolean[nodes.size()];
    for (Tensor tensor : wanted) {
      needed[tensor.id()] = true;
    }
    for (int id = needed.length - 1; id >= 0; id--) {
      if (needed[id] && !nodeSteps.containsKey(nodes.get(id))) {
        for (Tensor input : nodes.get(id).inputs()) {
          needed[input.id()] = true;
        }
      }
    }
    for (Tensor node : nodes) {
      if (needed[node.id()] && !nodeSteps.containsKey(node)) {
        TreeSet<Integer> after = new TreeSet<>();
        for (Tensor input : node.inputs()) {
          after.add(step(input));
        }
        if (node.op() instanceof SourceOp.Read read) {
          addWriter(read, after);
        }
        nodeSteps.put(node, steps.size());
        steps.add(new PlanStep.Compute(steps.size(), node, List.copyOf(after)));
      }
    }
  }

  private int step(Tensor node) {
    Integer step = nodeSteps.get(node);
    if (step == null) {
      throw new GraphException("Tensor " + node + " has no place in the order of the plan.");
    }
    return step;
  }
}
