package io.warmstart.engine;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Losses of reinforcement learning as an algorithm declares them, to test the engine with real
 * graphs: several updates per plan, ensembles, random draws, higher derivatives.
 */
public final class Losses {
  /** A program and the graphs its plans were compiled from. */
  public record Declared(Program program, List<Graph> graphs) {}

  /** A batch of transitions fed from the host. */
  public record Batch(
      Tensor observations, Tensor actions, Tensor rewards, Tensor masks, Tensor nextObservations) {
    /** Inputs of the usual names. */
    public static Batch fed(Graph graph, int rows, int observation, int action) {
      return new Batch(
          graph.input("observations", DType.F32, rows, observation),
          graph.input("actions", DType.F32, rows, action),
          graph.input("rewards", DType.F32, rows),
          graph.input("masks", DType.F32, rows),
          graph.input("nextObservations", DType.F32, rows, observation));
    }

    /** {@code r + discount * mask * nextV}, detached, [B]. */
    public Tensor target(Tensor nextValue, double discount) {
      return rewards.plus(masks.times(nextValue).times(discount)).detach();
    }

    Tensor stateAction() {
      return observations.concat(actions);
    }
  }

  /** An action and the logarithm of its density. */
  public record Draw(Tensor action, Tensor logDensity) {}

  private Losses() {}

  /** Diagonal normal log density, summed over the last axis, [B]. */
  public static Tensor normalDensity(Tensor x, Tensor mean, Tensor logStd) {
    Tensor z = x.minus(mean).times(logStd.negate().exp());
    return z.square().times(-0.5).minus(logStd).plus(-0.5 * Math.log(2 * Math.PI)).sum(1);
  }

  /** tanh-Gaussian from a head of width 2A and given noise, reparameterised. */
  public static Draw squashed(Tensor head, Tensor noise) {
    int width = noise.size(1);
    Tensor mean = head.slice(1, 0, width);
    Tensor logStd = head.slice(1, width, 2 * width).clip(-20, 2);
    Tensor u = mean.plus(logStd.exp().times(noise));
    Tensor correction = u.negate().minus(u.times(-2).softplus()).plus(Math.log(2)).times(2).sum(1);
    return new Draw(u.tanh(), normalDensity(u, mean, logStd).minus(correction));
  }

  /** Sizes and the style of the hidden layers. */
  public record Sizes(int rows, int observation, int action, List<Integer> hidden) {
    Mlp.Style style(UnaryOperator<Tensor> activation) {
      return Mlp.Style.torch(hidden, activation);
    }
  }

  /** IQL in the authors' order: V, then policy and critics with the new V, then targets. */
  public static Declared iql(Parameters p, Sizes z) {
    return iql(p, z, false);
  }

  /** IQL in CORL's order: V(s') and the advantage come from the old V. */
  public static Declared iqlCorl(Parameters p, Sizes z) {
    return iql(p, z, true);
  }

  private static Declared iql(Parameters p, Sizes z, boolean corl) {
    Mlp.Style style = z.style(Tensor::relu);
    int width = z.observation() + z.action();
    Mlp critics = Mlp.ensemble(p, "critic", 2, width, 1, style);
    Mlp targets = Mlp.targetOf(p, "target", critics);
    Mlp value = Mlp.of(p, "value", z.observation(), 1, style);
    Mlp policy = Mlp.of(p, "policy", z.observation(), z.action(), style);
    Parameter logStd = p.add("policy/logStd", new Init.Zero(), 1, z.action());
    Optimizer adam = Optimizer.Adam.of(3e-4);
    Graph g = Graph.named("iql");
    Batch b = Batch.fed(g, z.rows(), z.observation(), z.action());
    Tensor q = targets.apply(b.stateAction()).min(0).reshape(z.rows()).detach();
    Tensor v = value.apply(b.observations()).reshape(z.rows());
    Tensor oldNext = value.apply(b.nextObservations()).reshape(z.rows());
    Tensor u = q.minus(v);
    Tensor valueLoss = u.less(0).minus(g.constant(0.7)).abs().times(u.square()).mean();
    g.minimize(valueLoss, value.parameters(), adam);
    Tensor newV = corl ? v : value.apply(b.observations()).reshape(z.rows());
    Tensor next = corl ? oldNext : value.apply(b.nextObservations()).reshape(z.rows());
    Tensor weight = q.minus(newV).detach().times(3).exp().min(g.constant(100));
    Tensor mean = policy.apply(b.observations()).tanh();
    Tensor logPi = normalDensity(b.actions(), mean, g.read(logStd).clip(-5, 2));
    Tensor policyLoss = weight.times(logPi).mean().negate();
    g.minimize(policyLoss, policy.parameters().and(ParameterSet.of(logStd)), adam);
    Tensor y = b.target(next, 0.99);
    Tensor error = critics.apply(b.stateAction()).reshape(2, z.rows()).minus(y.insert(0));
    Tensor criticLoss = error.square().mean(1).sum();
    g.minimize(criticLoss, critics.parameters(), adam);
    g.polyak(targets.parameters(), critics.parameters(), g.constant(0.005));
    g.metric("value/loss", valueLoss);
    g.metric("policy/loss", policyLoss);
    g.metric("critic/loss", criticLoss);
    return new Declared(Program.run(g.compile()), List.of(g));
  }

  /** SAC with a REDQ subset: UTD critic steps on slices, then one actor and temperature step. */
  public static Declared sacRedq(Parameters p, Sizes z, int utd, int members, int subset) {
    int width = z.observation() + z.action();
    Mlp.Style norm = z.style(Tensor::relu).withNorm(Mlp.Norm.BEFORE_ACTIVATION, 1e-6);
    Mlp critics = Mlp.ensemble(p, "critic", members, width, 1, norm);
    Mlp targets = Mlp.targetOf(p, "target", critics);
    Mlp policy = Mlp.of(p, "policy", z.observation(), 2 * z.action(), z.style(Tensor::relu));
    Parameter logAlpha = p.add("temperature/logAlpha", new Init.Zero());
    Optimizer adam = Optimizer.Adam.of(3e-4);

    Graph g = Graph.named("critic");
    Batch b = Batch.fed(g, z.rows(), z.observation(), z.action());
    Tensor noise = g.normal("next-action", z.rows(), z.action());
    Draw next = squashed(policy.apply(b.nextObservations()), noise);
    Tensor chosen = g.choose("redq", members, subset, false);
    Tensor nextQ =
        targets.apply(b.nextObservations().concat(next.action()), chosen).min(0).reshape(z.rows());
    nextQ = nextQ.minus(g.read(logAlpha).exp().times(next.logDensity()));
    Tensor error =
        critics
            .apply(b.stateAction())
            .reshape(members, z.rows())
            .minus(b.target(nextQ, 0.99).insert(0));
    Tensor criticLoss = error.square().mean();
    g.minimize(criticLoss, critics.parameters(), adam);
    g.polyak(targets.parameters(), critics.parameters(), g.setting("targetRate", 0.005));
    g.metric("loss", criticLoss);

    Graph h = Graph.named("actor");
    Batch c = Batch.fed(h, z.rows(), z.observation(), z.action());
    Tensor actorNoise = h.normal("action", z.rows(), z.action());
    Draw now = squashed(policy.apply(c.observations()), actorNoise);
    Tensor q = critics.apply(c.observations().concat(now.action())).mean(0).reshape(z.rows());
    Tensor alpha = h.read(logAlpha).exp();
    Tensor actorLoss = alpha.detach().times(now.logDensity()).minus(q).mean();
    h.minimize(actorLoss, policy.parameters(), adam);
    Tensor entropy = now.logDensity().mean().negate().detach();
    h.minimize(alpha.times(entropy.plus(z.action() / 2.0)), ParameterSet.of(logAlpha), adam);
    h.metric("entropy", entropy);
    List<String> sliced =
        List.of("observations", "actions", "rewards", "masks", "nextObservations");
    Program program =
        Program.of(
            new Program.Repeat(utd, Program.run(g.compile()), sliced),
            new Program.Block(utd - 1, utd, Program.run(h.compile()), sliced));
    return new Declared(program, List.of(g, h));
  }

  /** EDAC's diversity term: the gradient of a gradient, q [E, B] from tiled actions [E, B, A]. */
  public static Tensor diversity(Mlp critics, Tensor observations, Tensor actions, int members) {
    Graph g = observations.graph();
    Tensor tiled = actions.insert(0).repeat(0, members);
    Tensor q = critics.apply(observations.insert(0).repeat(0, members).concat(tiled));
    Tensor d = g.gradients(q.sum(), List.of(tiled)).getFirst();
    // Inside the root: outside, a row of zeros would give 0 * infinity.
    Tensor n = d.over(d.square().sum(2).plus(1e-20).sqrt().insert(2));
    Tensor total = n.sum(0);
    return total.square().sum(1).minus(n.square().sum(2).sum(0)).mean().times(1.0 / (members - 1));
  }

  /** MeanFlow's loss with the tangent of the network along (v, 0, 1) in its target. */
  public static Tensor meanFlow(
      Mlp field, Tensor at, Tensor r, Tensor t, Tensor v, Tensor observations) {
    Graph g = at.graph();
    Tensor out = field.apply(at.concat(r, t, observations));
    Tensor along = g.tangent(out, Map.of(at, v, t, g.constant(1).stretch(t.shape())));
    Tensor target = v.minus(t.minus(r).times(along)).detach();
    return out.minus(target).square().sum(1).mean();
  }
}
