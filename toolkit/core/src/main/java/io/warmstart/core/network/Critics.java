package io.warmstart.core.network;

import io.warmstart.core.loss.HlGauss;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import java.util.Optional;

/**
 * An ensemble of Q(s, a) with a target copy that follows it: parameters {@code critic/...} and
 * {@code target/...}. Values are numbers whatever the head puts out. Where images are seen the
 * critics train their encoders, of which the targets have copies.
 */
public final class Critics {
  private final int members;
  private final Mlp online;
  private final Mlp target;
  private final Perception seen;
  private final Optional<HlGauss> histogram;

  /**
   * Values and losses of one pass.
   *
   * @param values Q_i(s, a), [E, B]
   * @param losses mean over rows, of each member, [E]
   */
  public record Fit(Tensor values, Tensor losses) {}

  /**
   * Declares the parameters; the targets start as copies.
   *
   * @param parameters receives them
   * @param seen gives the widths O and A
   * @param members E, at least 1
   * @param style of every member
   * @param head what they put out
   */
  public Critics(
      Parameters parameters, Perception seen, int members, Mlp.Style style, ValueHead head) {
    this.seen = seen;
    this.members = members;
    this.histogram = head.histogram();
    int in = seen.width() + seen.actionWidth();
    online = Mlp.ensemble(parameters, "critic", members, in, head.width(), style);
    target = Mlp.targetOf(parameters, "target", online);
    seen.declareTargets();
  }

  /**
   * Q_i(s, a).
   *
   * @param observations [B, O]
   * @param actions in [-1, 1], [B, A]
   * @return [E, B]
   */
  public Tensor online(Tensor observations, Tensor actions) {
    return values(online.apply(observations.concat(actions)));
  }

  /** The same by the target copies, [E, B]. */
  public Tensor target(Tensor observations, Tensor actions) {
    return values(target.apply(seen.forTargets(observations).concat(actions)));
  }

  /**
   * Regression to targets: {@code mean((Q_i(s, a) - y)^2)}, or the cross-entropy of a histogram.
   *
   * @param observations [B, O]
   * @param actions [B, A]
   * @param targets y, gets no gradient, [B]
   */
  public Fit fit(Tensor observations, Tensor actions, Tensor targets) {
    Tensor out = online.apply(observations.concat(actions)); // [E, B, 1 or m]
    Tensor values = values(out);
    Tensor errors =
        histogram
            .map(bins -> bins.loss(out, targets))
            .orElseGet(() -> values.minus(targets.detach().insert(0)).square());
    return new Fit(values, errors.mean(1));
  }

  /** Losses of {@link #fit}, [E]. */
  public Tensor loss(Tensor observations, Tensor actions, Tensor targets) {
    return fit(observations, actions, targets).losses();
  }

  /** Of the members that learn, and of the encoders that they train. */
  public ParameterSet parameters() {
    return online.parameters().and(seen.encoders());
  }

  /** Of the copies. */
  public ParameterSet targets() {
    return target.parameters().and(seen.targets());
  }

  /**
   * Moves the copies: {@code target <- target + rate (online - target)}.
   *
   * @param graph of the update
   * @param rate in [0, 1]
   */
  public void follow(Graph graph, double rate) {
    graph.polyak(targets(), parameters(), graph.constant(rate));
  }

  private Tensor values(Tensor out) {
    return histogram
        .map(bins -> bins.value(out))
        .orElseGet(() -> out.reshape(members, out.size(1)));
  }
}
