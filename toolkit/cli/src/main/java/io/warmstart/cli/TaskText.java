package io.warmstart.cli;

import io.warmstart.core.environment.TaskDescription;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a task observes and accepts, as people and programs read it. */
final class TaskText {
  private TaskText() {}

  /** Such as {@code 4} or {@code 2 + 84x84x1}. */
  static String observations(EnvironmentSpec spec) {
    return spec.observations().stream()
        .map(part -> shape(part.shape()))
        .collect(Collectors.joining(" + "));
  }

  /** Such as {@code 7 + one of 3}. */
  static String actions(EnvironmentSpec spec) {
    List<String> parts = new ArrayList<>();
    for (ActionPart part : spec.actions()) {
      parts.add(
          switch (part) {
            case ActionPart.Box box -> Integer.toString(box.width());
            case ActionPart.Discrete discrete -> "one of " + discrete.choices().size();
          });
    }
    return String.join(" + ", parts);
  }

  static String shape(List<Integer> shape) {
    return shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }

  /** A line per channel; frames have one line. */
  static Table observationTable(EnvironmentSpec spec) {
    Table table = new Table("observation", "channel", "unit", "low", "high", "role");
    for (ObservationPart part : spec.observations()) {
      String role = part.role().name().toLowerCase(Locale.ROOT);
      if (part.channels().isEmpty()) {
        String type = part.type().name().toLowerCase(Locale.ROOT);
        table.row(part.name(), shape(part.shape()) + " " + type, "", "", "", role);
      }
      for (Channel channel : part.channels()) {
        table.row(
            part.name(),
            channel.name(),
            channel.unit(),
            bound(channel.low()),
            bound(channel.high()),
            role);
      }
    }
    return table;
  }

  /** A line per channel; a discrete part has one line. */
  static Table actionTable(EnvironmentSpec spec) {
    Table table = new Table("action", "channel", "unit", "low", "high");
    for (ActionPart part : spec.actions()) {
      switch (part) {
        case ActionPart.Box box ->
            box.channels()
                .forEach(channel ->
                    table.row(
                        box.name(),
                        channel.name(),
                        channel.unit(),
                        bound(channel.low()),
                        bound(channel.high())));
        case ActionPart.Discrete discrete ->
            table.row(
                discrete.name(), "one of: " + String.join(", ", discrete.choices()), "", "", "");
      }
    }
    return table;
  }

  private static String bound(double value) {
    return Double.isInfinite(value) ? "-" : Numbers.of(value);
  }

  /** A task as JSON shows it; infinite bounds are null. */
  static Map<String, Object> json(String family, TaskDescription task) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("task", task.id());
    json.put("family", family);
    json.put("summary", task.summary());
    json.put("stepLimit", task.stepLimit());
    json.put("controlPeriodSeconds", seconds(task.spec()));
    task.reference().ifPresent(reference -> json.put("scoreReference", reference));
    json.put("observations", task.spec().observations().stream().map(TaskText::json).toList());
    json.put("actions", task.spec().actions().stream().map(TaskText::json).toList());
    return json;
  }

  static double seconds(EnvironmentSpec spec) {
    return spec.controlPeriod().toNanos() * 1e-9;
  }

  private static Map<String, Object> json(ObservationPart part) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", part.name());
    json.put("type", part.type().name());
    json.put("shape", part.shape());
    json.put("role", part.role().name());
    json.put("channels", part.channels().stream().map(TaskText::json).toList());
    return json;
  }

  private static Map<String, Object> json(ActionPart part) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", part.name());
    switch (part) {
      case ActionPart.Box box ->
          json.put("channels", box.channels().stream().map(TaskText::json).toList());
      case ActionPart.Discrete discrete -> json.put("choices", discrete.choices());
    }
    return json;
  }

  private static Map<String, Object> json(Channel channel) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", channel.name());
    json.put("unit", channel.unit());
    json.put("low", Double.isInfinite(channel.low()) ? null : channel.low());
    json.put("high", Double.isInfinite(channel.high()) ? null : channel.high());
    return json;
  }
}
