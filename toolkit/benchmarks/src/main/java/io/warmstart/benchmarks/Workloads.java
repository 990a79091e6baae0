package io.warmstart.benchmarks;

import io.warmstart.engine.DType;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Init;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.Schedule;
import io.warmstart.engine.Tensor;
import java.util.List;

/**
 * Three updates that stand for offline value learning, large critic ensembles and generative
 * policies: batch 256, 17 observations, 6 actions, 256 wide. The peers run the same mathematics.
 *
 * <p>The useful floating-point work of one step is a constant of the workload: products only, with
 * the least work any order of evaluation needs (frozen networks have no weight gradients).
 */
enum Workloads {
  /** One IQL update in CORL's order: two critics, their targets, value and policy. */
  W1("IQL update, CORL order", 0.536) {
    @Override
    Program declare(Parameters parameters) {
      return iql(parameters);
    }
  },
  /** One REDQ-SAC critic update: ten LayerNorm critics, two random ones in the target. */
  W2("10-critic LayerNorm REDQ-SAC critic update", 1.182) {
    @Override
    Program declare(Parameters parameters) {
      return redq(parameters);
    }
  },
  /** One Diffusion-QL actor update through five denoising steps. */
  W3("Diffusion-QL actor update, five steps", 1.525) {
    @Override
    Program declare(Parameters parameters) {
      return diffusion(parameters);
    }
  };

  static final int ROWS = 256;
  static final int OBSERVATION = 17;
  static final int ACTION = 6;
  private static final int WIDTH = 256;
  private static final int STEPS = 5;
  private static final int EMBEDDING = 16;
  private static final Optimizer ADAM = Optimizer.Adam.of(3e-4);

  private final String title;
  private final double gflop;

  Workloads(String title, double gflop) {
    this.title = title;
    this.gflop = gflop;
  }

  /** What it is, for tables. */
  String title() {
    return title;
  }

  /** Useful work of one step, GFLOP. */
  double gflop() {
    return gflop;
  }

  /** Declares the update; inputs are those of {@link Inputs}. */
  abstract Program declare(Parameters parameters);

  private record Inputs(Tensor s, Tensor a, Tensor r, Tensor mask, Tensor next) {
    static Inputs of(Graph g) {
      return new Inputs(
          g.input("observations", DType.F32, ROWS, OBSERVATION),
          g.input("actions", DType.F32, ROWS, ACTION),
          g.input("rewards", DType.F32, ROWS),
          g.input("masks", DType.F32, ROWS),
          g.input("nextObservations", DType.F32, ROWS, OBSERVATION));
    }

    Tensor target(Tensor nextValue) {
      return r.plus(mask.times(nextValue).times(0.99)).detach();
    }
  }

  private static Program iql(Parameters p) {
    Mlp.Style style = Mlp.Style.torch(List.of(WIDTH, WIDTH), Tensor::relu);
    Mlp critics = Mlp.ensemble(p, "critic", 2, OBSERVATION + ACTION, 1, style);
    Mlp targets = Mlp.targetOf(p, "target", critics);
    Mlp value = Mlp.of(p, "value", OBSERVATION, 1, style);
    Mlp policy = Mlp.of(p, "policy", OBSERVATION, ACTION, style);
    Parameter logStd = p.add("policy/logStd", new Init.Zero(), 1, ACTION);

    Graph g = Graph.named("iql-corl");
    Inputs in = Inputs.of(g);
    Tensor sa = in.s().concat(in.a());
    Tensor q = targets.apply(sa).min(0).reshape(ROWS).detach();
    Tensor y = in.target(value.apply(in.next()).reshape(ROWS));
    Tensor u = q.minus(value.apply(in.s()).reshape(ROWS));
    Tensor valueLoss = u.less(0).minus(g.constant(0.7)).abs().times(u.square()).mean();
    Tensor weight = u.detach().times(3).exp().min(g.constant(100));
    Tensor ls = g.read(logStd).clip(-20, 2);
    Tensor z = in.a().minus(policy.apply(in.s()).tanh()).times(ls.negate().exp());
    Tensor logPi =
        z.square().times(-0.5).minus(ls).plus(-0.5 * Math.log(2 * Math.PI)).sum(1); // [B]
    Tensor error = critics.apply(sa).reshape(2, ROWS).minus(y.insert(0));
    g.minimize(valueLoss, value.parameters(), ADAM);
    g.minimize(error.square().mean(1).sum().times(0.5), critics.parameters(), ADAM);
    g.polyak(targets.parameters(), critics.parameters(), g.constant(0.005));
    g.minimize(
        weight.times(logPi).mean().negate(),
        policy.parameters().and(ParameterSet.of(List.of(logStd))),
        ADAM);
    return Program.run(g.compile());
  }

  private static Program redq(Parameters p) {
    int members = 10;
    Mlp.Style plain = Mlp.Style.torch(List.of(WIDTH, WIDTH), Tensor::relu);
    Mlp.Style normed = plain.withNorm(Mlp.Norm.BEFORE_ACTIVATION, 1e-5);
    Mlp critics = Mlp.ensemble(p, "critic", members, OBSERVATION + ACTION, 1, normed);
    Mlp targets = Mlp.targetOf(p, "target", critics);
    Mlp policy = Mlp.of(p, "policy", OBSERVATION, 2 * ACTION, plain);

    Graph g = Graph.named("redq-critic");
    Inputs in = Inputs.of(g);
    Tensor head = policy.apply(in.next());
    Tensor mean = head.slice(1, 0, ACTION);
    Tensor ls = head.slice(1, ACTION, 2 * ACTION).clip(-20, 2);
    Tensor noise = g.normal("next-action", ROWS, ACTION);
    Tensor u = mean.plus(ls.exp().times(noise));
    Tensor correction = u.negate().minus(u.times(-2).softplus()).plus(Math.log(2)).times(2);
    Tensor logPi =
        noise
            .square()
            .times(-0.5)
            .minus(ls)
            .plus(-0.5 * Math.log(2 * Math.PI))
            .minus(correction)
            .sum(1);
    Tensor chosen = g.choose("redq", members, 2, false);
    Tensor q = targets.apply(in.next().concat(u.tanh()), chosen).min(0).reshape(ROWS);
    Tensor y = in.target(q.minus(logPi.times(0.2)));
    Tensor error = critics.apply(in.s().concat(in.a())).reshape(members, ROWS).minus(y.insert(0));
    g.minimize(error.square().mean(1).sum(), critics.parameters(), ADAM);
    g.polyak(targets.parameters(), critics.parameters(), g.constant(0.005));
    return Program.run(g.compile());
  }

  private record Noise(Mlp time, Mlp net) {
    static Noise of(Parameters p) {
      return new Noise(
          Mlp.of(p, "actor/time", EMBEDDING, EMBEDDING, Mlp.Style.torch(List.of(32), Tensor::mish)),
          Mlp.of(
              p,
              "actor/net",
              ACTION + EMBEDDING + OBSERVATION,
              ACTION,
              Mlp.Style.torch(List.of(WIDTH, WIDTH, WIDTH), Tensor::mish)));
    }

    Tensor predict(Tensor x, Tensor embedded, Tensor s) {
      return net.apply(x.concat(embedded, s));
    }
  }

  private static Program diffusion(Parameters p) {
    Noise actor = Noise.of(p);
    Noise average =
        new Noise(
            Mlp.targetOf(p, "ema/time", actor.time()), Mlp.targetOf(p, "ema/net", actor.net()));
    Mlp.Style style = Mlp.Style.torch(List.of(WIDTH, WIDTH, WIDTH), Tensor::mish);
    Mlp critics = Mlp.ensemble(p, "critic", 2, OBSERVATION + ACTION, 1, style);
    Diffusion d = new Diffusion(STEPS);

    Graph g = Graph.named("diffusion-actor");
    Inputs in = Inputs.of(g);
    Tensor embeddings =
        actor.time().apply(g.constant(d.sinusoids(EMBEDDING), STEPS, EMBEDDING)); // [T, 16]
    Tensor t = g.integers("time", g.constant(STEPS), ROWS);
    Tensor eps = g.normal("noise", ROWS, ACTION);
    Tensor keep = g.constant(d.kept(), STEPS, 1).take(t); // [B, 1]
    Tensor noisy =
        keep.sqrt().times(in.a()).plus(keep.negate().plus(1).sqrt().times(eps)); // [B, A]
    Tensor bc = actor.predict(noisy, embeddings.take(t), in.s()).minus(eps).square().mean();
    Tensor x = g.normal("start", ROWS, ACTION);
    for (int k = STEPS - 1; k >= 0; k--) {
      Tensor e = actor.predict(x, embeddings.slice(0, k, k + 1).repeat(0, ROWS), in.s());
      Tensor x0 = x.times(d.recip(k)).minus(e.times(d.recipMinusOne(k))).clip(-1, 1);
      x = x0.times(d.coef1(k)).plus(x.times(d.coef2(k)));
      if (k > 0) {
        x = x.plus(g.normal("step" + k, ROWS, ACTION).times(d.sigma(k)));
      }
    }
    Tensor q = critics.apply(in.s().concat(x.clip(-1, 1))).reshape(2, ROWS);
    Tensor scale = q.slice(0, 1, 2).abs().mean().detach();
    Tensor guide = q.slice(0, 0, 1).mean().over(scale).negate();
    ParameterSet trained = actor.time().parameters().and(actor.net().parameters());
    g.minimize(
        bc.plus(guide), trained, Optimizer.Adam.of(new Schedule.Constant(3e-4)).withClipNorm(9));
    g.polyak(
        average.time().parameters().and(average.net().parameters()), trained, g.constant(0.005));
    return Program.run(g.compile());
  }
}
