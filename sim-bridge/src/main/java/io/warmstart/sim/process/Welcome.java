package io.warmstart.sim.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.warmstart.core.run.RunException;
import io.warmstart.core.run.SpecJson;
import io.warmstart.core.space.EnvironmentSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * What the other process says it has created.
 *
 * @param program name and version
 * @param spec of each copy
 * @param types in which the observation parts travel
 * @param environments copies
 * @param autoreset whether a copy starts its next episode within the step that ends one
 * @param stepLimit steps per episode, at least 1
 * @param start numbers of a state that resets may set; empty if they may not
 */
record Welcome(
    String program,
    EnvironmentSpec spec,
    List<WireType> types,
    int environments,
    boolean autoreset,
    int stepLimit,
    List<Double> start) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads the reply to HELLO.
   *
   * @throws ProtocolException if it is not one
   */
  static Welcome read(String text) {
    try {
      JsonNode root = JSON.readTree(text);
      List<WireType> types = new ArrayList<>();
      root.required("types").forEach(type -> types.add(WireType.valueOf(type.asText())));
      int stepLimit = root.required("stepLimit").asInt();
      if (stepLimit < 1) {
        throw new ProtocolException("named the step limit " + stepLimit + ", expected at least 1");
      }
      List<Double> start = new ArrayList<>();
      root.path("start").forEach(number -> start.add(number.asDouble()));
      return new Welcome(
          root.required("program").asText(),
          SpecJson.read(root.required("spec").toString()),
          List.copyOf(types),
          root.required("environments").asInt(),
          root.required("autoreset").asText().equals("same-step"),
          stepLimit,
          List.copyOf(start));
    } catch (JsonProcessingException | IllegalArgumentException | RunException e) {
      throw new ProtocolException("described its environment wrongly: " + e.getMessage());
    }
  }

  /** As HELLO carries it. */
  static byte[] write(Request request, long maxBytes) {
    try {
      return JSON.writeValueAsBytes(request.json(maxBytes));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the task cannot be written as JSON", e);
    }
  }
}
