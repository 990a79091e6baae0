package io.warmstart.cli;

import java.util.ArrayList;
import java.util.List;

/** Names and values, one per line, aligned. */
final class Facts {
  private record Fact(String name, String value) {}

  private final List<Fact> facts = new ArrayList<>();

  Facts add(String name, Object value) {
    facts.add(new Fact(name, value.toString()));
    return this;
  }

  @Override
  public String toString() {
    int width = facts.stream().mapToInt(fact -> fact.name().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (Fact fact : facts) {
      text.append(fact.name())
          .append(" ".repeat(width - fact.name().length() + 2))
          .append(fact.value())
          .append('\n');
    }
    return text.toString().stripTrailing();
  }
}
