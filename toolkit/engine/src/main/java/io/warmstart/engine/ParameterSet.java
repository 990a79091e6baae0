package io.warmstart.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Parameters that are optimised or averaged together, in order.
 *
 * @param all without duplicates
 */
public record ParameterSet(List<Parameter> all) {
  /** Copies the list and refuses a parameter that occurs twice. */
  public ParameterSet {
    all = List.copyOf(all);
    Set<String> seen = new HashSet<>();
    for (Parameter parameter : all) {
      if (!seen.add(parameter.path())) {
        throw new GraphException(
            "Parameter " + parameter.path() + " occurs twice in one set; add it once.");
      }
    }
  }

  /** A set of these parameters. */
  public static ParameterSet of(Collection<Parameter> parameters) {
    return new ParameterSet(List.copyOf(parameters));
  }

  /** A set of these parameters. */
  public static ParameterSet of(Parameter... parameters) {
    return new ParameterSet(List.of(parameters));
  }

  /** The parameters of this set, then those of another. */
  public ParameterSet and(ParameterSet other) {
    List<Parameter> both = new ArrayList<>(all);
    both.addAll(other.all);
    return new ParameterSet(both);
  }
}
