package io.warmstart.sim.mujoco;

import io.warmstart.core.environment.EnvironmentException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * An actuator and the range of its control, read from the MJCF that MuJoCo itself writes of a
 * loaded model: includes and repetitions are resolved there and every kind of actuator is written
 * in its general form. What is left to do is the inheritance of default classes.
 *
 * @param name of the actuator, or {@code controlN}
 * @param range of its control; empty if it is not limited
 */
record Actuator(String name, Optional<Range> range) {
  private static final String LIMITED = "ctrllimited";
  private static final String RANGE = "ctrlrange";
  private static final String MAIN_CLASS = "main";

  /**
   * Smallest and largest control.
   *
   * @param low smallest
   * @param high largest
   */
  record Range(double low, double high) {}

  /** An actuator with a range. */
  static Actuator within(String name, double low, double high) {
    return new Actuator(name, Optional.of(new Range(low, high)));
  }

  /**
   * All actuators of a model, in order.
   *
   * @param xml as {@code mj_saveLastXML} writes it
   * @param model how messages call it
   * @throws EnvironmentException if the text cannot be understood
   */
  static List<Actuator> read(String xml, String model) {
    try {
      Element root = MjcfText.parse(xml);
      Map<String, Map<String, String>> classes = new HashMap<>();
      for (Element defaults : MjcfText.children(root, "default")) {
        readClass(defaults, MAIN_CLASS, Map.of(), classes);
      }
      List<Actuator> actuators = new ArrayList<>();
      for (Element section : MjcfText.children(root, "actuator")) {
        for (Element actuator : MjcfText.children(section)) {
          actuators.add(read(actuator, classes, actuators.size()));
        }
      }
      return List.copyOf(actuators);
    } catch (IOException | NumberFormatException e) {
      throw new EnvironmentException(
          model + ": the control ranges cannot be read from MuJoCo's XML: " + e.getMessage());
    }
  }

  /** A class passes what it sets to the classes inside it. */
  private static void readClass(
      Element defaults,
      String unnamed,
      Map<String, String> inherited,
      Map<String, Map<String, String>> classes) {
    Map<String, String> values = new HashMap<>(inherited);
    for (Element child : MjcfText.children(defaults)) {
      // One set of actuator defaults per class, whatever kind of actuator wrote it.
      collect(child, values);
    }
    String name = defaults.hasAttribute("class") ? defaults.getAttribute("class") : unnamed;
    classes.put(name, values);
    for (Element inner : MjcfText.children(defaults, "default")) {
      readClass(inner, name, values, classes);
    }
  }

  private static void collect(Element element, Map<String, String> values) {
    for (String attribute : List.of(LIMITED, RANGE)) {
      if (element.hasAttribute(attribute)) {
        values.put(attribute, element.getAttribute(attribute));
      }
    }
  }

  private static Actuator read(
      Element element, Map<String, Map<String, String>> classes, int index) {
    String inherits = element.hasAttribute("class") ? element.getAttribute("class") : MAIN_CLASS;
    Map<String, String> values = new HashMap<>(classes.getOrDefault(inherits, Map.of()));
    collect(element, values);
    String name = element.hasAttribute("name") ? element.getAttribute("name") : "control" + index;
    String range = values.get(RANGE);
    if (range == null || values.getOrDefault(LIMITED, "auto").equals("false")) {
      return new Actuator(name, Optional.empty());
    }
    double[] ends = MjcfText.numbers(range);
    return within(name, ends[0], ends[1]);
  }
}
