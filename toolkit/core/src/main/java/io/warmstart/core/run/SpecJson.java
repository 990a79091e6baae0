package io.warmstart.core.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.core.space.Role;
import io.warmstart.engine.DType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An {@link EnvironmentSpec} as JSON, as checkpoints carry it. Infinite bounds are left out; the
 * same spec always gives the same text.
 */
public final class SpecJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SpecJson() {}

  /** The text of a spec, one line. */
  public static String write(EnvironmentSpec spec) {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode observations = root.putArray("observations");
    for (ObservationPart part : spec.observations()) {
      ObjectNode node = observations.addObject();
      node.put("name", part.name());
      node.put("type", part.type().name());
      ArrayNode shape = node.putArray("shape");
      part.shape().forEach(shape::add);
      node.put("role", part.role().name());
      channels(node.putArray("channels"), part.channels());
    }
    ArrayNode actions = root.putArray("actions");
    for (ActionPart part : spec.actions()) {
      ObjectNode node = actions.addObject();
      node.put("name", part.name());
      switch (part) {
        case ActionPart.Box box -> channels(node.putArray("channels"), box.channels());
        case ActionPart.Discrete discrete -> {
          ArrayNode choices = node.putArray("choices");
          discrete.choices().forEach(choices::add);
        }
      }
    }
    root.put("controlPeriodNanos", spec.controlPeriod().toNanos());
    return root.toString();
  }

  private static void channels(ArrayNode array, List<Channel> channels) {
    for (Channel channel : channels) {
      ObjectNode node = array.addObject();
      node.put("name", channel.name());
      node.put("unit", channel.unit());
      if (channel.low() != Double.NEGATIVE_INFINITY) {
        node.put("low", channel.low());
      }
      if (channel.high() != Double.POSITIVE_INFINITY) {
        node.put("high", channel.high());
      }
    }
  }

  /**
   * The spec of a text.
   *
   * @throws RunException if it is not such a text
   */
  public static EnvironmentSpec read(String text) {
    try {
      JsonNode root = JSON.readTree(text);
      List<ObservationPart> observations = new ArrayList<>();
      for (JsonNode node : root.required("observations")) {
        List<Integer> shape = new ArrayList<>();
        node.required("shape").forEach(size -> shape.add(size.asInt()));
        observations.add(
            new ObservationPart(
                node.required("name").asText(),
                DType.valueOf(node.required("type").asText()),
                shape,
                Role.valueOf(node.required("role").asText()),
                channels(node.required("channels"))));
      }
      List<ActionPart> actions = new ArrayList<>();
      for (JsonNode node : root.required("actions")) {
        actions.add(action(node));
      }
      Duration period = Duration.ofNanos(root.required("controlPeriodNanos").asLong());
      return new EnvironmentSpec(observations, actions, period);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new RunException("the stored spec cannot be read: " + e.getMessage(), e);
    }
  }

  private static ActionPart action(JsonNode node) {
    String name = node.required("name").asText();
    if (node.has("choices")) {
      List<String> choices = new ArrayList<>();
      node.get("choices").forEach(choice -> choices.add(choice.asText()));
      return new ActionPart.Discrete(name, choices);
    }
    return new ActionPart.Box(name, channels(node.required("channels")));
  }

  private static List<Channel> channels(JsonNode array) {
    List<Channel> channels = new ArrayList<>();
    for (JsonNode node : array) {
      channels.add(
          new Channel(
              node.required("name").asText(),
              node.required("unit").asText(),
              node.path("low").asDouble(Double.NEGATIVE_INFINITY),
              node.path("high").asDouble(Double.POSITIVE_INFINITY)));
    }
    return channels;
  }
}
