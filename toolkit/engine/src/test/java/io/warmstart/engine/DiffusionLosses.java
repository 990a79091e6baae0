package io.warmstart.engine;

import java.util.List;

/** Diffusion-QL on the variance-preserving schedule with five steps (Wang et al., 2023). */
public final class DiffusionLosses {
  private static final int STEPS = 5;
  private static final int EMBEDDING = 16;

  private DiffusionLosses() {}

  /** The noise model: an embedding of the step and a network over action, step, observation. */
  private record Noise(Mlp time, Mlp net) {
    static Noise of(Parameters p, String path, Losses.Sizes z) {
      Mlp.Style small = Mlp.Style.torch(List.of(32), Tensor::mish);
      int in = z.action() + EMBEDDING + z.observation();
      return new Noise(
          Mlp.of(p, path + "/time", EMBEDDING, EMBEDDING, small),
          Mlp.of(p, path + "/net", in, z.action(), z.style(Tensor::mish)));
    }

    static Noise targetOf(Parameters p, String path, Noise online) {
      return new Noise(
          Mlp.targetOf(p, path + "/time", online.time), Mlp.targetOf(p, path + "/net", online.net));
    }

    ParameterSet parameters() {
      return time.parameters().and(net.parameters());
    }

    Tensor embeddings(Graph g) {
      return time.apply(g.constant(sinusoid(), STEPS, EMBEDDING));
    }

    Tensor predict(Tensor x, Tensor embedding, Tensor observations) {
      return net.apply(x.concat(embedding, observations));
    }

    /** The whole reverse chain; gradients pass through it. */
    Tensor sample(String stream, Tensor observations, int action) {
      Graph g = observations.graph();
      int rows = observations.size(0);
      Tensor embeddings = embeddings(g);
      Tensor x = g.normal(stream + "/start", rows, action);
      for (int t = STEPS - 1; t >= 0; t--) {
        Tensor noise = predict(x, embeddings.slice(0, t, t + 1).repeat(0, rows), observations);
        Tensor clean =
            x.times(1 / Math.sqrt(kept(t)))
                .minus(noise.times(Math.sqrt(1 / kept(t) - 1)))
                .clip(-1, 1);
        double before = t == 0 ? 1 : kept(t - 1);
        double toClean = (1 - alpha(t)) * Math.sqrt(before) / (1 - kept(t));
        double toNoisy = (1 - before) * Math.sqrt(alpha(t)) / (1 - kept(t));
        x = clean.times(toClean).plus(x.times(toNoisy));
        if (t > 0) {
          double deviation = Math.sqrt((1 - alpha(t)) * (1 - before) / (1 - kept(t)));
          x = x.plus(g.normal(stream + "/step" + t, rows, action).times(deviation));
        }
      }
      return x.clip(-1, 1);
    }
  }

  /** The whole update: critics, then the actor on the new critics, then targets and average. */
  public static Losses.Declared diffusionQl(Parameters p, Losses.Sizes z, int candidates) {
    int width = z.observation() + z.action();
    Mlp critics = Mlp.ensemble(p, "critic", 2, width, 1, z.style(Tensor::mish));
    Mlp targets = Mlp.targetOf(p, "target", critics);
    Noise actor = Noise.of(p, "actor", z);
    Noise average = Noise.targetOf(p, "ema", actor);
    Optimizer adam = Optimizer.Adam.of(3e-4).withClipNorm(9);
    Graph g = Graph.named("diffusion-ql");
    Losses.Batch b = Losses.Batch.fed(g, z.rows(), z.observation(), z.action());
    Tensor next = b.nextObservations().repeat(0, candidates);
    Tensor nextQ =
        targets
            .apply(next.concat(average.sample("next", next, z.action())))
            .reshape(2, candidates, z.rows())
            .max(1)
            .min(0);
    Tensor error =
        critics.apply(b.stateAction()).reshape(2, z.rows()).minus(b.target(nextQ, 0.99).insert(0));
    g.minimize(error.square().mean(1).sum(), critics.parameters(), adam);

    Tensor t = g.integers("time", g.constant(STEPS), z.rows());
    Tensor noise = g.normal("noise", z.rows(), z.action());
    Tensor keep = g.constant(keptTable(), STEPS, 1).take(t);
    Tensor noisy = keep.sqrt().times(b.actions()).plus(keep.negate().plus(1).sqrt().times(noise));
    Tensor imitation =
        actor
            .predict(noisy, actor.embeddings(g).take(t), b.observations())
            .minus(noise)
            .square()
            .mean();
    Tensor sampled = actor.sample("action", b.observations(), z.action());
    Tensor q = critics.apply(b.observations().concat(sampled)).reshape(2, z.rows());
    Tensor q1 = q.slice(0, 0, 1);
    Tensor q2 = q.slice(0, 1, 2);
    Tensor guide =
        g.uniform("swap")
            .less(0.5)
            .select(
                q1.mean().over(q2.abs().mean().detach()), q2.mean().over(q1.abs().mean().detach()))
            .negate();
    g.minimize(imitation.plus(guide), actor.parameters(), adam);
    g.polyak(targets.parameters(), critics.parameters(), g.constant(0.005));
    Graph h = Graph.named("ema");
    Tensor rate = h.step().less(1).select(h.constant(0), h.constant(0.005));
    h.polyak(average.parameters(), actor.parameters(), rate);
    Program program =
        Program.of(Program.run(g.compile()), new Program.Every(2, Program.run(h.compile())));
    return new Losses.Declared(program, List.of(g, h));
  }

  private static double alpha(int t) {
    int k = t + 1;
    return Math.exp(-0.1 / STEPS - 0.5 * 9.9 * (2 * k - 1) / (STEPS * (double) STEPS));
  }

  private static double kept(int t) {
    double product = 1;
    for (int i = 0; i <= t; i++) {
      product *= alpha(i);
    }
    return product;
  }

  private static float[] keptTable() {
    float[] table = new float[STEPS];
    for (int t = 0; t < STEPS; t++) {
      table[t] = (float) kept(t);
    }
    return table;
  }

  private static float[] sinusoid() {
    float[] table = new float[STEPS * EMBEDDING];
    int half = EMBEDDING / 2;
    for (int t = 0; t < STEPS; t++) {
      for (int k = 0; k < half; k++) {
        double angle = t * Math.exp(-k * Math.log(10000) / (half - 1));
        table[t * EMBEDDING + k] = (float) Math.sin(angle);
        table[t * EMBEDDING + half + k] = (float) Math.cos(angle);
      }
    }
    return table;
  }
}
