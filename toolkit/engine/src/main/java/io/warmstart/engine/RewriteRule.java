package io.warmstart.engine;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One family of rewrites, prepared for one graph. */
@FunctionalInterface
interface RewriteRule {
  /**
   * A better node for the new graph, or nothing.
   *
   * @param node of the old graph
   * @param mapped from nodes of the old graph before this one to the new graph
   * @param to where new nodes come from
   */
  @Nullable Tensor apply(Tensor node, UnaryOperator<Tensor> mapped, Recorder to);
}
