package io.warmstart.engine;

/**
 * Why an update was refused.
 *
 * @param seed index of the learner
 * @param plan whose run was refused
 * @param step run of that plan, from 0
 * @param tensor first tensor in program order that is not finite, with its operation and shape
 * @param hint what it belongs to: a parameter path, stream, input or metric
 * @param value one of its values that is not finite
 * @param index where that value stands, row-major
 */
public record Diagnosis(
    int seed, String plan, long step, String tensor, String hint, double value, int index) {
  /** One line for people. */
  public String message() {
    return "Update "
        + step
        + " of plan \""
        + plan
        + "\" (seed index "
        + seed
        + ") was refused: "
        + tensor
        + " is "
        + value
        + " at element "
        + index
        + "; "
        + hint
        + ".";
  }
}
