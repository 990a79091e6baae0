package io.warmstart.core.space;

import java.util.List;

/** One named part of an action. */
public sealed interface ActionPart {
  /** Key of the part, unique within its spec. */
  String name();

  /** Numbers this part takes in an action row. */
  int width();

  /**
   * A bounded vector.
   *
   * @param name key of the part
   * @param channels name, unit and finite bounds of each element
   */
  record Box(String name, List<Channel> channels) implements ActionPart {
    /**
     * Copies the list and checks the bounds.
     *
     * @throws IllegalArgumentException if a bound is infinite or low equals high
     */
    public Box {
      channels = List.copyOf(channels);
      for (Channel c : channels) {
        if (Double.isInfinite(c.low()) || Double.isInfinite(c.high()) || c.low() == c.high()) {
          throw new IllegalArgumentException(
              "action \""
                  + name
                  + "\", channel \""
                  + c.name()
                  + "\": bounds must be finite and"
                  + " differ, found ["
                  + c.low()
                  + ", "
                  + c.high()
                  + "]");
        }
      }
    }

    @Override
    public int width() {
      return channels.size();
    }
  }

  /**
   * One of several choices; its number in an action row is the index.
   *
   * @param name key of the part
   * @param choices names of the choices, at least two
   */
  record Discrete(String name, List<String> choices) implements ActionPart {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if there are fewer than two choices
     */
    public Discrete {
      choices = List.copyOf(choices);
      if (choices.size() < 2) {
        throw new IllegalArgumentException(
            "action \"" + name + "\" needs at least two choices, found " + choices);
      }
    }

    @Override
    public int width() {
      return 1;
    }
  }
}
