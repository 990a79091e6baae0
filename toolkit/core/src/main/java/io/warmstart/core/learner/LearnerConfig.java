package io.warmstart.core.learner;

import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Parameters;

/**
 * A record with an algorithm's hyper-parameters, and its factory; found by {@link
 * java.util.ServiceLoader} through its no-argument constructor, which gives the paper's defaults.
 */
public interface LearnerConfig {
  /** Name on the command line, such as {@code iql}. */
  String name();

  /** One sentence with the paper, for people. */
  String summary();

  /**
   * Declares the update, the policy and the monitors.
   *
   * @param spec what is observed and done
   * @param parameters receives all weights; empty at first
   * @param inputs declares batches
   * @throws IllegalArgumentException if the spec has parts the algorithm cannot handle
   */
  LearnerPlan declare(EnvironmentSpec spec, Parameters parameters, BatchInputs inputs);

  /**
   * The configuration to go online with: the same weights, another schedule where the paper says
   * so.
   */
  default LearnerConfig startOnline() {
    return this;
  }

  /** How the paper evaluates: by the policy's mean or mode, or by draws. */
  default Policy.ActionMode evaluationMode() {
    return Policy.ActionMode.DETERMINISTIC;
  }
}
