package io.warmstart.engine;

/**
 * Names under which sessions of every executor save their state, so that one executor continues
 * what another saved. A parameter's weights are saved under its path, as F32.
 */
public final class StateNames {
  /** Completed updates, I64 scalar. */
  public static final String PROGRAMS = "#programs";

  private StateNames() {}

  /** Adam's first moment, F32 of the parameter's shape. */
  public static String firstMoment(Parameter parameter) {
    return parameter.path() + "#m";
  }

  /** Adam's second moment, F32 of the parameter's shape. */
  public static String secondMoment(Parameter parameter) {
    return parameter.path() + "#v";
  }

  /** Updates of the parameter's set, I64 scalar; equal for all members of a set. */
  public static String updates(Parameter parameter) {
    return parameter.path() + "#updates";
  }

  /** Completed runs of a plan, I64 scalar. */
  public static String planRuns(StepPlan plan) {
    return "#plan/" + plan.name();
  }

  /** Passages of the i-th {@link Program.Every} in depth-first order, I64 scalar. */
  public static String passages(int index) {
    return "#every/" + index;
  }

  /** A setting's value, I64 scalar with the bits of the double. */
  public static String setting(String key) {
    return "#setting/" + key;
  }
}
