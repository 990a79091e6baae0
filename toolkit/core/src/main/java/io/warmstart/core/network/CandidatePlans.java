package io.warmstart.core.network;

import io.warmstart.core.learner.BatchInputs;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Philox;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;

/**
 * Plans of acting for policies that turn noise into actions: several candidates for one
 * observation, ranked by the smallest target critic {@code q(a) = min_i Qtarget_i(s, a)}.
 *
 * <p>The candidates' noise is either fresh or a fixed table. The table depends on its names and
 * sizes alone, so the action is a function of the observation and the plan holds no random draw.
 */
public final class CandidatePlans {
  private final Generator generator;
  private final Critics critics;

  /** Turns noise into actions. */
  @FunctionalInterface
  public interface Generator {
    /**
     * One action per row.
     *
     * @param observations [N, O]
     * @param noise where the policy's random numbers come from
     * @return in [-1, 1], [N, A]
     */
    Tensor actions(Tensor observations, Noise noise);
  }

  /** Standard normal numbers by name, as {@link Graph#normal}. */
  @FunctionalInterface
  public interface Noise {
    /** The numbers of this name; a name is used once per graph. */
    Tensor normal(String stream, int... sizes);
  }

  /** Candidates of this policy, ranked by these critics' targets. */
  public CandidatePlans(Generator generator, Critics critics) {
    this.generator = generator;
    this.critics = critics;
  }

  /** The plan of the best candidate from the fixed table: deterministic. */
  public StepPlan act(BatchInputs inputs, int count) {
    return best(Drawn.table("act", generator, critics, inputs, count));
  }

  /** The plan of the best of {@code count} fresh candidates. */
  public StepPlan bestOf(BatchInputs inputs, int count) {
    return best(Drawn.fresh("best-of", generator, critics, inputs, count));
  }

  /** The plan of one of {@code count} fresh candidates, drawn with {@code softmax(q)}. */
  public StepPlan sample(BatchInputs inputs, int count) {
    Drawn drawn = Drawn.fresh("sample", generator, critics, inputs, count);
    return drawn.output(chosen(drawn.q, drawn.graph.uniform("choice", count)));
  }

  /**
   * Index drawn with probability {@code softmax(q)}, temperature 1: {@code argmax(q - log(-log
   * u))}, the Gumbel-max rule.
   *
   * @param q values, [..., N]
   * @param uniform independent numbers in (0, 1), [..., N]
   * @return [...]
   */
  static Tensor chosen(Tensor q, Tensor uniform) {
    Tensor gumbel = uniform.log().negate().log().negate();
    return q.plus(gumbel).argmax(q.rank() - 1);
  }

  /** The plan of the largest q over the fixed table, output {@code value} [1]. */
  public StepPlan value(BatchInputs inputs, int count) {
    Drawn drawn = Drawn.table("value", generator, critics, inputs, count);
    drawn.graph.output("value", drawn.q.max(0).reshape(1));
    return drawn.graph.compile();
  }

  private static StepPlan best(Drawn drawn) {
    return drawn.output(drawn.q.argmax(0));
  }

  /** Candidates for the observation of a plan: actions [N, A] and their q [N]. */
  private record Drawn(Graph graph, Tensor actions, Tensor q) {
    static Drawn fresh(
        String name, Generator generator, Critics critics, BatchInputs inputs, int count) {
      Graph graph = Graph.named(name);
      return of(graph, graph::normal, generator, critics, inputs, count);
    }

    static Drawn table(
        String name, Generator generator, Critics critics, BatchInputs inputs, int count) {
      Graph graph = Graph.named(name);
      Noise noise = (stream, sizes) -> tabled(graph, stream, sizes);
      return of(graph, noise, generator, critics, inputs, count);
    }

    private static Drawn of(
        Graph graph,
        Noise noise,
        Generator generator,
        Critics critics,
        BatchInputs inputs,
        int count) {
      Tensor observations = inputs.observation(graph).repeat(0, count); // [N, O]
      Tensor actions = generator.actions(observations, noise); // [N, A]
      return new Drawn(graph, actions, critics.target(observations, actions).min(0));
    }

    private static Tensor tabled(Graph graph, String stream, int... sizes) {
      int count = 1;
      for (int size : sizes) {
        count *= size;
      }
      Philox random = Philox.of(0, "candidates", stream);
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = (float) random.normal(0, i);
      }
      return graph.constant(values, sizes);
    }

    StepPlan output(Tensor chosen) {
      graph.output("action", actions.take(chosen.reshape(1)));
      return graph.compile();
    }
  }
}
