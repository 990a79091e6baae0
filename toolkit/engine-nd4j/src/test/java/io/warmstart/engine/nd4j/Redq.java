package io.warmstart.engine.nd4j;

import io.warmstart.engine.DType;
import io.warmstart.engine.Feed;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Init;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.Schedule;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An update with every part of a program: repeated critics on a random subset of targets, a delayed
 * actor on the last block, a temperature, a running mean by assignment.
 */
final class Redq {
  static final int ROWS = 12;
  private static final int STATE = 5;
  private static final int ACTION = 3;
  private static final int MEMBERS = 4;
  private static final int REPEATS = 2;

  private final Parameters parameters = new Parameters();
  private final Mlp critics;
  private final Mlp targets;
  private final Mlp policy;
  private final Parameter logAlpha;

  Redq() {
    Mlp.Style plain = Mlp.Style.torch(List.of(17, 16), Tensor::mish);
    Mlp.Style normed =
        Mlp.Style.torch(List.of(17, 16), Tensor::relu).withNorm(Mlp.Norm.BEFORE_ACTIVATION, 1e-5);
    critics = Mlp.ensemble(parameters, "critic", MEMBERS, STATE + ACTION, 1, normed);
    targets = Mlp.targetOf(parameters, "target", critics);
    policy = Mlp.of(parameters, "policy", STATE, 2 * ACTION, plain);
    logAlpha = parameters.add("temperature/logAlpha", new Init.Zero());
  }

  Parameters parameters() {
    return parameters;
  }

  ParameterSet acting() {
    return policy.parameters();
  }

  Program update() {
    List<String> sliced = List.of("states", "actions", "rewards", "next");
    return Program.of(
        new Program.Repeat(REPEATS, Program.run(criticUpdate()), sliced),
        new Program.Every(
            2, new Program.Block(REPEATS - 1, REPEATS, Program.run(actorUpdate()), sliced)));
  }

  private StepPlan criticUpdate() {
    Graph g = Graph.named("critic");
    Tensor next = g.input("next", DType.F32, ROWS, STATE);
    Tensor[] drawn = squashed(g, policy.apply(next));
    Tensor chosen = g.choose("subset", MEMBERS, 2, false);
    Tensor q = targets.apply(next.concat(drawn[0]), chosen).min(0).reshape(ROWS);
    Tensor value = q.minus(g.read(logAlpha).exp().times(drawn[1]));
    Tensor y = g.input("rewards", DType.F32, ROWS).plus(value.times(0.99)).detach();
    Tensor states = g.input("states", DType.F32, ROWS, STATE);
    Tensor both = states.concat(g.input("actions", DType.F32, ROWS, ACTION));
    Tensor error = critics.apply(both).reshape(MEMBERS, ROWS).minus(y.insert(0));
    Tensor loss = error.square().mean();
    g.minimize(loss, critics.parameters(), Optimizer.Adam.of(1e-3).withClipNorm(0.5));
    g.polyak(targets.parameters(), critics.parameters(), g.setting("targetRate", 0.05));
    g.metric("loss", loss);
    return g.compile();
  }

  private StepPlan actorUpdate() {
    Graph g = Graph.named("actor");
    Tensor states = g.input("states", DType.F32, ROWS, STATE);
    Tensor[] drawn = squashed(g, policy.apply(states));
    Tensor value = critics.apply(states.concat(drawn[0])).mean(0).reshape(ROWS);
    Tensor alpha = g.read(logAlpha).exp();
    Schedule warmUp = new Schedule.WarmUp(new Schedule.Cosine(1e-3, 50), 4);
    g.minimize(
        alpha.detach().times(drawn[1]).minus(value).mean(),
        policy.parameters(),
        Optimizer.Adam.of(warmUp).withWeightDecay(0.01));
    Tensor entropy = drawn[1].mean().negate().detach();
    g.minimize(alpha.times(entropy.plus(1.5)), ParameterSet.of(logAlpha), Optimizer.Adam.of(1e-3));
    Parameter mean = parameters.add("mean", new Init.Zero(), 1, STATE);
    Tensor rate = g.step().less(1).select(g.constant(1), g.constant(0.1));
    Tensor old = g.read(mean);
    g.assign(mean, old.plus(states.mean(0).insert(0).minus(old).times(rate)));
    g.metric("entropy", entropy);
    return g.compile();
  }

  /** A plan for acting: observation to a drawn action. */
  StepPlan act() {
    Graph g = Graph.named("act");
    Tensor state = g.input("state", DType.F32, 1, STATE);
    Tensor head = policy.apply(state);
    Tensor noise = g.normal("noise", 1, ACTION).times(head.slice(1, ACTION, 2 * ACTION).tanh());
    g.output("action", head.slice(1, 0, ACTION).plus(noise).tanh());
    return g.compile();
  }

  private static Tensor[] squashed(Graph g, Tensor head) {
    Tensor mean = head.slice(1, 0, ACTION);
    Tensor logStd = head.slice(1, ACTION, 2 * ACTION).clip(-5, 2);
    Tensor noise = g.normal("action", ROWS, ACTION);
    Tensor u = mean.plus(logStd.exp().times(noise));
    Tensor correction = u.negate().minus(u.times(-2).softplus()).plus(Math.log(2)).times(2);
    Tensor density = noise.square().times(-0.5).minus(logStd).minus(correction).sum(1);
    return new Tensor[] {u.tanh(), density};
  }

  /** Inputs that depend on the number of the update and the seed only. */
  static Feed feed() {
    return (seed, program, buffers) -> {
      SplittableRandom random = new SplittableRandom(program * 1000 + seed);
      for (String name : buffers.names()) {
        MemorySegment buffer = buffers.buffer(name);
        for (long i = 0; i < buffer.byteSize() / Float.BYTES; i++) {
          buffer.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
        }
      }
    };
  }

  /** The same, but one reward of update {@code at} is infinite. */
  static Feed poisoned(long at) {
    return (seed, program, buffers) -> {
      feed().fill(seed, program, buffers);
      if (program == at) {
        buffers.buffer("rewards").setAtIndex(ValueLayout.JAVA_FLOAT, 3, Float.POSITIVE_INFINITY);
      }
    };
  }
}
