package io.warmstart.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Starts the command line. */
public final class Main {
  private static final int HELP_WIDTH = 100;

  private Main() {}

  /** Runs one command and exits with its {@link ExitCode}. */
  public static void main(String[] arguments) {
    StopSignal.ignoreInterruptsOnLeash();
    int code = commandLine(arguments).execute(arguments);
    System.exit(code);
  }

  /**
   * The command line, for {@code main} and for tests.
   *
   * @param arguments as typed, for the manifest of a run
   */
  static CommandLine commandLine(String... arguments) {
    CommandLine line = new CommandLine(new Warmstart());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(HELP_WIDTH);
    line.setUsageHelpLongOptionsMaxWidth(30);
    line.setExitCodeExceptionMapper(cause -> Failure.of(cause).exitCode().code());
    line.setParameterExceptionHandler(usage());
    line.setExecutionExceptionHandler(failure());
    CommandWords.remember(line, arguments);
    return line;
  }

  private static IParameterExceptionHandler usage() {
    return (ParameterException e, String[] arguments) -> {
      CommandLine command = e.getCommandLine();
      PrintWriter err = command.getErr();
      StringWriter near = new StringWriter();
      UnmatchedArgumentException.printSuggestions(e, new PrintWriter(near, true));
      String suggestion = near.toString().lines().findFirst().map(s -> " " + s.strip()).orElse("");
      err.println(
          "warmstart: "
              + Failure.of(new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage())))
                  .lines()
                  .getFirst()
              + suggestion
              + " (help: "
              + command.getCommandSpec().qualifiedName()
              + " --help)");
      err.flush();
      return ExitCode.USAGE.code();
    };
  }

  private static IExecutionExceptionHandler failure() {
    return (Exception e, CommandLine command, ParseResult parsed) -> {
      Failure failure = Failure.of(e);
      PrintWriter err = command.getErr();
      failure.lines().forEach(line -> err.println("warmstart: " + line));
      if (command.getParseResult().hasMatchedOption("--stacktrace")) {
        e.printStackTrace(err);
      }
      err.flush();
      Logger log = LoggerFactory.getLogger(Main.class);
      log.debug("{} failed", command.getCommandSpec().qualifiedName(), e);
      return failure.exitCode().code();
    };
  }
}
