package io.warmstart.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/** Where a command prints: results to standard output, notes to standard error. */
final class Console {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final PrintWriter out;
  private final PrintWriter err;
  private final CommonOptions options;

  private Console(PrintWriter out, PrintWriter err, CommonOptions options) {
    this.out = out;
    this.err = err;
    this.options = options;
  }

  static Console of(CommandSpec command, CommonOptions options) {
    return new Console(command.commandLine().getOut(), command.commandLine().getErr(), options);
  }

  /** Whether the result is to be JSON. */
  boolean json() {
    return options.json;
  }

  boolean quiet() {
    return options.quiet;
  }

  /** A line of the result. */
  void print(String line) {
    out.println(line);
    out.flush();
  }

  /** The whole result as JSON. */
  void printJson(Object value) {
    print(json(value));
  }

  /** A value as JSON. */
  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("results hold only text and numbers", e);
    }
  }

  /** The result: JSON if asked for, otherwise text. */
  void result(Object json, String text) {
    if (json()) {
      printJson(json);
    } else {
      print(text);
    }
  }

  /** A line about what is going on. */
  void note(String line) {
    if (!options.quiet) {
      err.println(line);
      err.flush();
    }
  }

  /** Standard error, for the progress bar. */
  PrintWriter err() {
    return err;
  }
}
