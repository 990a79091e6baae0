package io.warmstart.cli;

import io.warmstart.core.config.ConfigException;
import io.warmstart.core.data.DatasetException;
import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.export.ExportException;
import io.warmstart.core.learner.TrainingDivergedException;
import io.warmstart.core.run.RunException;
import io.warmstart.core.space.SpecMismatchException;
import io.warmstart.recording.RecordingException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An exception as the user sees it.
 *
 * @param lines one per problem
 * @param exitCode for the shell
 */
record Failure(List<String> lines, ExitCode exitCode) {
  static Failure of(Throwable cause) {
    return switch (cause) {
      case CommandException e -> one(e.getMessage(), e.exitCode());
      case ConfigException e -> new Failure(e.problems(), ExitCode.USAGE);
      case DatasetException e -> one(e.getMessage(), ExitCode.FAILED);
      case RunException e -> one(e.getMessage(), ExitCode.FAILED);
      case SpecMismatchException e -> one(e.getMessage(), ExitCode.FAILED);
      case TrainingDivergedException e -> one(e.getMessage(), ExitCode.FAILED);
      case ExportException e -> one(e.getMessage(), ExitCode.FAILED);
      case EnvironmentException e -> one(e.getMessage(), ExitCode.FAILED);
      case UnsupportedOperationException e -> one(e.getMessage(), ExitCode.FAILED);
      case RecordingException e -> one(e.getMessage(), ExitCode.FAILED);
      case IllegalArgumentException e -> one(e.getMessage(), ExitCode.FAILED);
      default ->
          one(
              "this should not have happened: "
                  + cause
                  + "; see it with --stacktrace and please report it",
              ExitCode.FAILED);
    };
  }

  private static Failure one(@Nullable String message, ExitCode exitCode) {
    String line = String.join(" ", String.valueOf(message).lines().map(String::strip).toList());
    return new Failure(List.of(line), exitCode);
  }
}
