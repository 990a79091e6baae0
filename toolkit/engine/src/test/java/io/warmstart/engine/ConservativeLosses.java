package io.warmstart.engine;

import java.util.List;

/** Conservative Q-learning with importance sampling (Kumar et al., 2020), fixed temperature. */
public final class ConservativeLosses {
  private ConservativeLosses() {}

  /** One update: critics lowered at N uniform, N next and N current actions, then the policy. */
  public static Losses.Declared cql(Parameters p, Losses.Sizes z, int each) {
    int width = z.observation() + z.action();
    Mlp critics = Mlp.ensemble(p, "critic", 2, width, 1, z.style(Tensor::relu));
    Mlp targets = Mlp.targetOf(p, "target", critics);
    Mlp policy = Mlp.of(p, "policy", z.observation(), 2 * z.action(), z.style(Tensor::relu));
    Optimizer adam = Optimizer.Adam.of(3e-4);
    Graph g = Graph.named("cql");
    Losses.Batch b = Losses.Batch.fed(g, z.rows(), z.observation(), z.action());
    Losses.Draw now = draw(g, "now", policy, b.observations(), 1, z);
    Losses.Draw next = draw(g, "next", policy, b.nextObservations(), 1, z);
    Tensor nextQ =
        targets.apply(b.nextObservations().concat(next.action())).min(0).reshape(z.rows());
    Tensor q = critics.apply(b.stateAction()).reshape(2, z.rows());
    Tensor error = q.minus(b.target(nextQ, 0.99).insert(0));

    Losses.Draw atNext = draw(g, "at-next", policy, b.nextObservations(), each, z);
    Losses.Draw atNow = draw(g, "at-now", policy, b.observations(), each, z);
    Tensor uniform = g.uniform("uniform", each * z.rows(), z.action()).times(2).minus(1);
    Tensor actions = uniform.concatAlong(0, atNext.action(), atNow.action()).detach();
    Tensor states = b.observations().repeat(0, 3 * each);
    Tensor values = critics.apply(states.concat(actions)).reshape(2, 3 * each, z.rows());
    Tensor flat = g.constant(-z.action() * Math.log(2)).stretch(Shape.of(each * z.rows()));
    Tensor density = flat.concatAlong(0, atNext.logDensity(), atNow.logDensity()).detach();
    Tensor corrected = values.minus(density.reshape(1, 3 * each, z.rows()));
    Tensor difference = corrected.logSumExp(1).minus(q).mean(1).sum();

    Tensor best = critics.apply(b.observations().concat(now.action())).min(0).reshape(z.rows());
    Tensor norm =
        g.minimize(now.logDensity().times(0.2).minus(best).mean(), policy.parameters(), adam);
    g.metric("policy/norm", norm);
    Tensor loss = error.square().mean(1).sum().plus(difference.times(5));
    g.metric("critic/norm", g.minimize(loss, critics.parameters(), adam));
    g.polyak(targets.parameters(), critics.parameters(), g.constant(0.005));
    g.metric("difference", difference);
    return new Losses.Declared(Program.run(g.compile()), List.of(g));
  }

  /** {@code times} draws per row. */
  private static Losses.Draw draw(
      Graph g, String stream, Mlp policy, Tensor s, int times, Losses.Sizes z) {
    Tensor noise = g.normal(stream, times * z.rows(), z.action());
    return Losses.squashed(policy.apply(s.repeat(0, times)), noise);
  }
}
