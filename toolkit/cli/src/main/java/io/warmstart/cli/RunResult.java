package io.warmstart.cli;

import io.warmstart.core.run.RunDirectory;
import io.warmstart.core.training.EvaluationReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * How a run ended.
 *
 * @param run its directory
 * @param step it reached
 * @param hash of the checkpoint at that step
 * @param interrupted whether it was asked to stop before its last step
 * @param reports of the evaluations since it was started or resumed, by step
 */
record RunResult(
    RunDirectory run,
    long step,
    String hash,
    boolean interrupted,
    SortedMap<Long, EvaluationReport> reports) {

  /** The last evaluation, if there was one. */
  Optional<EvaluationReport> report() {
    return Optional.ofNullable(reports.lastEntry()).map(Map.Entry::getValue);
  }

  /** Prints it and gives the exit code. */
  int print(Console console) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("run", run.path().toString());
    result.put("step", step);
    result.put("checkpointHash", hash);
    result.put("interrupted", interrupted);
    report().ifPresent(r -> result.put("evaluation", TaskEvaluation.values(r)));
    Facts facts = new Facts();
    facts.add("run", run.path());
    facts.add("step", Numbers.of(step));
    facts.add("checkpoint hash", hash);
    report().ifPresent(r -> facts.add("last evaluation", EvaluationText.line(r)));
    console.result(result, facts.toString());
    if (interrupted) {
      console.note("interrupted and saved; go on with: warmstart resume " + run.path());
    }
    return (interrupted ? ExitCode.INTERRUPTED : ExitCode.OK).code();
  }
}
