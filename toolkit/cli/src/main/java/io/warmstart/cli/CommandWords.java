package io.warmstart.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The words a command was started with, carried to whoever writes a manifest. */
final class CommandWords {
  private final List<String> words;

  private CommandWords(List<String> words) {
    this.words = words;
  }

  static void remember(CommandLine line, String... arguments) {
    List<String> words = new ArrayList<>();
    words.add("warmstart");
    words.addAll(List.of(arguments));
    if (line.getCommand() instanceof Warmstart root) {
      root.words = new CommandWords(List.copyOf(words));
    }
  }

  static CommandWords none() {
    return new CommandWords(List.of());
  }

  /** As typed. */
  static List<String> of(CommandSpec command) {
    return command.root().userObject() instanceof Warmstart root ? root.words.words : List.of();
  }
}
