package io.warmstart.engine.cpu;

import io.warmstart.engine.ConservativeLosses;
import io.warmstart.engine.DType;
import io.warmstart.engine.DiffusionLosses;
import io.warmstart.engine.Feed;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Init;
import io.warmstart.engine.Losses;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.Schedule;
import io.warmstart.engine.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;

/** Updates of real algorithms at sizes that leave pads everywhere. */
enum SmallPrograms {
  IQL_AUTHOR {
    @Override
    Program declare(Parameters p) {
      return iql(p, true);
    }
  },
  IQL_CORL {
    @Override
    Program declare(Parameters p) {
      return iql(p, false);
    }
  },
  REDQ {
    @Override
    Program declare(Parameters p) {
      return redq(p);
    }
  },
  DIFFUSION {
    @Override
    Program declare(Parameters p) {
      return diffusion(p);
    }
  },
  CONSERVATIVE {
    @Override
    Program declare(Parameters p) {
      return ConservativeLosses.cql(p, SIZES, 2).program();
    }
  },
  DIFFUSION_QL {
    @Override
    Program declare(Parameters p) {
      return DiffusionLosses.diffusionQl(p, SIZES, 2).program();
    }
  },
  CLONING {
    @Override
    Program declare(Parameters p) {
      return cloning(p);
    }
  },
  PIXELS {
    @Override
    Program declare(Parameters p) {
      return PixelProgram.declare(p, ROWS, ACTION);
    }
  };

  private static final Losses.Sizes SIZES = new Losses.Sizes(40, 5, 3, List.of(20, 20));
  static final int ROWS = 24;
  static final int OBSERVATION = 5;
  static final int ACTION = 3;
  private static final int WIDTH = 20;
  private static final Optimizer ADAM = Optimizer.Adam.of(3e-4);

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

  /** Inputs that depend on the program number and the seed index only. */
  static Feed feed() {
    return (seed, program, buffers) -> {
      SplittableRandom random = new SplittableRandom(program * 1000 + seed);
      for (String name : buffers.names()) {
        MemorySegment buffer = buffers.buffer(name);
        for (long i = 0; i < buffer.byteSize() / 4; i++) {
          float value = name.equals("masks") ? 1 : (float) random.nextGaussian() * 0.7f;
          buffer.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
        }
      }
    };
  }

  private static Program iql(Parameters p, boolean author) {
    Mlp.Style style = Mlp.Style.torch(List.of(WIDTH, WIDTH), Tensor::relu);
    Mlp critics = Mlp.ensemble(p, "critic", 2, OBSERVATION + ACTION, 1, style);
    Mlp targets = Mlp.targetOf(p, "target", critics);
    Mlp value = Mlp.of(p, "value", OBSERVATION, 1, style);
    Mlp policy = Mlp.of(p, "policy", OBSERVATION, ACTION, style);
    Parameter logStd = p.add("policy/logStd", new Init.Zero(), 1, ACTION);
    ParameterSet acting = policy.parameters().and(ParameterSet.of(logStd));

    Graph g = Graph.named("iql");
    Inputs in = Inputs.of(g);
    Tensor sa = in.s().concat(in.a());
    Tensor q = targets.apply(sa).min(0).reshape(ROWS).detach();
    Tensor early = author ? null : in.target(value.apply(in.next()).reshape(ROWS));
    Tensor u = q.minus(value.apply(in.s()).reshape(ROWS));
    Tensor valueLoss = u.less(0).minus(g.constant(0.7)).abs().times(u.square()).mean();
    g.minimize(valueLoss, value.parameters(), ADAM);
    g.metric("value/loss", valueLoss);

    Tensor advantage = author ? q.minus(value.apply(in.s()).reshape(ROWS)).detach() : u.detach();
    Tensor weight = advantage.times(3).exp().min(g.constant(100));
    Tensor ls = g.read(logStd).clip(-5, 2);
    Tensor z = in.a().minus(policy.apply(in.s()).tanh()).times(ls.negate().exp());
    Tensor logPi = z.square().times(-0.5).minus(ls).sum(1);
    g.minimize(weight.times(logPi).mean().negate(), acting, ADAM);

    Tensor y = early != null ? early : in.target(value.apply(in.next()).reshape(ROWS));
    Tensor error = critics.apply(sa).reshape(2, ROWS).minus(y.insert(0));
    Tensor criticLoss = error.square().mean(1).sum();
    g.minimize(criticLoss, critics.parameters(), ADAM);
    g.polyak(targets.parameters(), critics.parameters(), g.constant(0.05));
    g.metric("critic/loss", criticLoss);
    return Program.run(g.compile());
  }

  private static Program redq(Parameters p) {
    Mlp.Style plain = Mlp.Style.torch(List.of(WIDTH, WIDTH), Tensor::relu);
    Mlp.Style normed = plain.withNorm(Mlp.Norm.BEFORE_ACTIVATION, 1e-5);
    Mlp critics = Mlp.ensemble(p, "critic", 4, OBSERVATION + ACTION, 1, normed);
    Mlp targets = Mlp.targetOf(p, "target", critics);
    Mlp policy = Mlp.of(p, "policy", OBSERVATION, 2 * ACTION, plain);
    Parameter logAlpha = p.add("temperature/logAlpha", new Init.Zero());

    Graph g = Graph.named("critic");
    Inputs in = Inputs.of(g);
    Tensor[] next = squashed(g, "next-action", policy.apply(in.next()));
    Tensor chosen = g.choose("redq", 4, 2, false);
    Tensor q = targets.apply(in.next().concat(next[0]), chosen).min(0).reshape(ROWS);
    Tensor y = in.target(q.minus(g.read(logAlpha).exp().times(next[1])));
    Tensor error = critics.apply(in.s().concat(in.a())).reshape(4, ROWS).minus(y.insert(0));
    g.minimize(error.square().mean(), critics.parameters(), ADAM);
    g.polyak(targets.parameters(), critics.parameters(), g.setting("targetRate", 0.05));

    Graph h = Graph.named("actor");
    Inputs block = Inputs.of(h);
    Tensor[] now = squashed(h, "action", policy.apply(block.s()));
    Tensor value = critics.apply(block.s().concat(now[0])).mean(0).reshape(ROWS);
    Tensor alpha = h.read(logAlpha).exp();
    h.minimize(alpha.detach().times(now[1]).minus(value).mean(), policy.parameters(), ADAM);
    Tensor entropy = now[1].mean().negate().detach();
    h.minimize(
        alpha.times(entropy.plus(1.5)),
        ParameterSet.of(logAlpha),
        Optimizer.Adam.of(new Schedule.Cosine(1e-3, 100)));
    h.metric("entropy", entropy);
    List<String> sliced =
        List.of("observations", "actions", "rewards", "masks", "nextObservations");
    return Program.of(
        new Program.Repeat(3, Program.run(g.compile()), sliced),
        new Program.Every(2, new Program.Block(2, 3, Program.run(h.compile()), sliced)));
  }

  private static Tensor[] squashed(Graph g, String stream, Tensor head) {
    Tensor mean = head.slice(1, 0, ACTION);
    Tensor logStd = head.slice(1, ACTION, 2 * ACTION).clip(-5, 2);
    Tensor noise = g.normal(stream, ROWS, ACTION);
    Tensor u = mean.plus(logStd.exp().times(noise));
    Tensor correction = u.negate().minus(u.times(-2).softplus()).plus(Math.log(2)).times(2);
    Tensor density = noise.square().times(-0.5).minus(logStd).minus(correction).sum(1);
    return new Tensor[] {u.tanh(), density};
  }

  private static Program diffusion(Parameters p) {
    Mlp.Style style = Mlp.Style.torch(List.of(WIDTH, WIDTH), Tensor::mish);
    Mlp time = Mlp.of(p, "time", 4, 4, Mlp.Style.torch(List.of(8), Tensor::mish));
    Mlp net = Mlp.of(p, "net", ACTION + 4 + OBSERVATION, ACTION, style);
    Mlp critics = Mlp.ensemble(p, "critic", 2, OBSERVATION + ACTION, 1, style);
    ParameterSet trained = time.parameters().and(net.parameters());
    Graph g = Graph.named("diffusion");
    Inputs in = Inputs.of(g);
    Tensor table = g.constant(new float[] {0, 1, .3f, -.2f, .9f, .1f, .7f, .4f}, 2, 4);
    Tensor embedded = time.apply(table);
    Tensor t = g.integers("time", g.constant(2), ROWS);
    Tensor eps = g.normal("noise", ROWS, ACTION);
    Tensor keep = g.constant(new float[] {.8f, .3f}, 2, 1).take(t);
    Tensor noisy = keep.sqrt().times(in.a()).plus(keep.negate().plus(1).sqrt().times(eps));
    Tensor bc = net.apply(noisy.concat(embedded.take(t), in.s())).minus(eps).square().mean();
    Tensor x = g.normal("start", ROWS, ACTION);
    for (int k = 1; k >= 0; k--) {
      Tensor e = net.apply(x.concat(embedded.slice(0, k, k + 1).repeat(0, ROWS), in.s()));
      x = x.times(1.2).minus(e.times(0.6)).clip(-1, 1).times(0.7).plus(x.times(0.3));
    }
    Tensor q = critics.apply(in.s().concat(x.clip(-1, 1))).reshape(2, ROWS);
    Tensor first = g.uniform("swap").less(0.5);
    Tensor guide =
        first.select(
            q.slice(0, 0, 1).mean().over(q.slice(0, 1, 2).abs().mean().detach()),
            q.slice(0, 1, 2).mean().over(q.slice(0, 0, 1).abs().mean().detach()));
    Tensor candidates = in.s().repeat(0, 2);
    Tensor most =
        critics
            .apply(candidates.concat(in.a().repeat(0, 2)))
            .reshape(2, 2, ROWS)
            .max(1)
            .min(0)
            .mean();
    g.metric("most", most);
    g.minimize(bc.minus(guide), trained, Optimizer.Adam.of(3e-4).withClipNorm(0.5));
    Graph h = Graph.named("ema");
    Parameter mean = p.add("mean", new Init.Zero(), 1, OBSERVATION);
    Inputs again = Inputs.of(h);
    Tensor rate = h.step().less(1).select(h.constant(1), h.constant(0.1));
    h.assign(mean, h.read(mean).plus(again.s().mean(0).insert(0).minus(h.read(mean)).times(rate)));
    return Program.of(Program.run(g.compile()), new Program.Every(2, Program.run(h.compile())));
  }

  private static Program cloning(Parameters p) {
    Mlp policy =
        Mlp.of(
            p,
            "policy",
            OBSERVATION,
            ACTION,
            Mlp.Style.torch(List.of(WIDTH, WIDTH), Tensor::gelu).withDropout(0.2));
    Graph g = Graph.named("cloning");
    Tensor s = g.input("observations", DType.F32, ROWS, OBSERVATION);
    Tensor a = g.input("actions", DType.F32, ROWS, ACTION);
    Tensor loss = policy.applyTraining(s, "dropout").tanh().minus(a).square().mean();
    g.minimize(
        loss,
        policy.parameters(),
        Optimizer.Adam.of(new Schedule.WarmUp(new Schedule.Constant(1e-3), 10))
            .withWeightDecay(0.01));
    g.metric("loss", loss);
    return Program.run(g.compile());
  }
}
