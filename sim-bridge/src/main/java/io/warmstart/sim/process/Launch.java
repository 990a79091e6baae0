package io.warmstart.sim.process;

import java.util.List;
import java.util.Map;

/**
 * How to start the program that serves a task.
 *
 * @param task as the user wrote it, for messages
 * @param command program and its words
 * @param variables added to the environment variables
 * @param sockets whether the program understands {@code --listen ADDRESS --once}
 */
public record Launch(
    String task, List<String> command, Map<String, String> variables, boolean sockets) {
  /** Copies the collections. */
  public Launch {
    command = List.copyOf(command);
    variables = Map.copyOf(variables);
  }
}
