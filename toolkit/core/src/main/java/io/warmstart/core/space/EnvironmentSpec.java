package io.warmstart.core.space;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What is observed, what can be done, and how often.
 *
 * @param observations ordered parts of an observation
 * @param actions ordered parts of an action
 * @param controlPeriod time between two actions; zero if unknown (most datasets do not say)
 */
public record EnvironmentSpec(
    List<ObservationPart> observations, List<ActionPart> actions, Duration controlPeriod) {
  /**
   * Copies the lists and checks the names.
   *
   * @throws IllegalArgumentException if a name occurs twice or a list is empty
   */
  public EnvironmentSpec {
    observations = List.copyOf(observations);
    actions = List.copyOf(actions);
    if (observations.isEmpty() || actions.isEmpty()) {
      throw new IllegalArgumentException("a spec needs at least one observation and one action");
    }
    Set<String> names = new HashSet<>();
    for (ObservationPart part : observations) {
      if (!names.add(part.name())) {
        throw new IllegalArgumentException("observation \"" + part.name() + "\" occurs twice");
      }
    }
    names.clear();
    for (ActionPart part : actions) {
      if (!names.add(part.name())) {
        throw new IllegalArgumentException("action \"" + part.name() + "\" occurs twice");
      }
    }
  }

  /**
   * The spec of a file that says only how wide its rows are: unbounded observations, actions in
   * [-1, 1].
   */
  public static EnvironmentSpec ofWidths(int observationWidth, int actionWidth) {
    List<Channel> state =
        IntStream.range(0, observationWidth)
            .mapToObj(i -> Channel.unbounded("observation" + i, "1"))
            .toList();
    List<Channel> action =
        IntStream.range(0, actionWidth)
            .mapToObj(i -> new Channel("action" + i, "1", -1, 1))
            .toList();
    return new EnvironmentSpec(
        List.of(ObservationPart.state("observation", state)),
        List.of(new ActionPart.Box("action", action)),
        Duration.ZERO);
  }

  /** Width of the vector that a policy sees: all vector parts in order. */
  public int observationWidth() {
    return observations.stream()
        .filter(ObservationPart::isVector)
        .mapToInt(ObservationPart::elements)
        .sum();
  }

  /**
   * The image part of that name.
   *
   * @throws IllegalArgumentException if there is none, listing those there are
   */
  public ObservationPart image(String name) {
    List<ObservationPart> images = observations.stream().filter(ObservationPart::isImage).toList();
    return images.stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "the spec has no image \""
                    + name
                    + "\"; it has "
                    + images.stream().map(ObservationPart::name).toList()));
  }

  /** Numbers in an action row: all parts in order. */
  public int actionWidth() {
    return actions.stream().mapToInt(ActionPart::width).sum();
  }

  /** Channels of all Box parts, in order. */
  public List<Channel> boxChannels() {
    List<Channel> channels = new ArrayList<>();
    for (ActionPart part : actions) {
      switch (part) {
        case ActionPart.Box box -> channels.addAll(box.channels());
        case ActionPart.Discrete ignored -> {}
      }
    }
    return channels;
  }

  /**
   * Refuses to let {@code other} stand in for this spec: names, shapes, types and action bounds
   * must be equal. Observation bounds, units and the control period may differ, because files
   * seldom know them.
   *
   * @param what who carries the other spec, for the message
   * @throws SpecMismatchException listing every difference
   */
  public void requireCompatible(EnvironmentSpec other, String what) {
    List<String> differences = new ArrayList<>();
    if (observationWidth() != other.observationWidth()) {
      differences.add(
          "observation width " + other.observationWidth() + ", expected " + observationWidth());
    }
    if (observations.size() != other.observations.size()) {
      differences.add(
          other.observations.size() + " observation parts, expected " + observations.size());
    } else {
      for (int i = 0; i < observations.size(); i++) {
        ObservationPart mine = observations.get(i);
        ObservationPart its = other.observations.get(i);
        if (!mine.shape().equals(its.shape()) || mine.type() != its.type()) {
          differences.add(
              "observation \""
                  + its.name()
                  + "\" is "
                  + its.type()
                  + its.shape()
                  + ", expected \""
                  + mine.name()
                  + "\" "
                  + mine.type()
                  + mine.shape());
        }
      }
    }
    compareActions(other, differences);
    if (!differences.isEmpty()) {
      throw new SpecMismatchException(what, differences);
    }
  }

  private void compareActions(EnvironmentSpec other, List<String> differences) {
    if (actionWidth() != other.actionWidth()) {
      differences.add("action width " + other.actionWidth() + ", expected " + actionWidth());
      return;
    }
    List<Channel> mine = boxChannels();
    List<Channel> its = other.boxChannels();
    if (mine.size() != its.size()) {
      differences.add(its.size() + " box action channels, expected " + mine.size());
      return;
    }
    for (int i = 0; i < mine.size(); i++) {
      Channel a = mine.get(i);
      Channel b = its.get(i);
      if (a.low() != b.low() || a.high() != b.high()) {
        differences.add(
            "action channel "
                + i
                + " \""
                + b.name()
                + "\" spans ["
                + b.low()
                + ", "
                + b.high()
                + "], expected ["
                + a.low()
                + ", "
                + a.high()
                + "]");
      }
    }
  }
}
