package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import picocli.CommandLine;

/**
 * A command that was run within this process, and what it printed.
 *
 * @param exitCode for the shell
 * @param out standard output
 * @param err standard error
 */
record CommandRun(int exitCode, String out, String err) {
  static CommandRun of(Object... words) {
    String[] arguments = new String[words.length];
    for (int i = 0; i < words.length; i++) {
      arguments[i] = words[i].toString();
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine(arguments);
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exitCode = line.execute(arguments);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }

  /** A small, fast training; more words may follow. */
  static CommandRun train(Path dataset, Path out, Object... more) {
    Object[] words = {
      "train",
      "bc",
      "--dataset",
      dataset,
      "--out",
      out,
      "--device",
      "reference",
      "--batch",
      "8",
      "--set",
      "learner.hidden=[8]",
      "--quiet"
    };
    Object[] all = new Object[words.length + more.length];
    System.arraycopy(words, 0, all, 0, words.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return of(all);
  }

  /** Asserts that it failed with this code and said so in one line, without a stack trace. */
  CommandRun failedWith(ExitCode code) {
    assertThat(err).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(exitCode).as(err).isEqualTo(code.code());
    assertThat(err.lines().filter(line -> line.startsWith("warmstart: "))).as(err).hasSize(1);
    assertThat(out).isEmpty();
    return this;
  }

  CommandRun succeeded() {
    assertThat(exitCode).as(err).isZero();
    return this;
  }

  /** The value behind a name in the printed facts. */
  String fact(String name) {
    return out.lines()
        .filter(line -> line.startsWith(name + "  "))
        .map(line -> line.substring(name.length()).strip())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no \"" + name + "\" in:\n" + out));
  }
}
