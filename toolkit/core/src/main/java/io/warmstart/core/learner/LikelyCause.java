package io.warmstart.core.learner;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;

/** A guess at why a training diverged, from the settings that most often do it. */
final class LikelyCause {
  /** Adam moves every weight by about the rate per update; beyond this nothing here was trained. */
  private static final double LARGE_RATE = 1e-2;

  private LikelyCause() {}

  static String of(LearnerConfig config, Preprocessing preprocessing) {
    if (config instanceof Record settings) {
      for (RecordComponent component : settings.getClass().getRecordComponents()) {
        String name = component.getName();
        boolean rate = name.endsWith("Rate") && !name.equals("targetRate");
        if (rate
            && component.getType() == double.class
            && number(settings, component) > LARGE_RATE) {
          return "learner."
              + name
              + " = "
              + number(settings, component)
              + " is far above the usual 1e-5 to 1e-3";
        }
      }
    }
    if (Math.abs(preprocessing.rewards().scale()) >= 100) {
      return "rewards are scaled by " + preprocessing.rewards().scale() + "; scale them less";
    }
    return "values of actions that the data do not hold run away; lower the learning rate, or hold"
        + " the policy closer to the data";
  }

  private static double number(Record settings, RecordComponent component) {
    try {
      return (double) component.getAccessor().invoke(settings);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }
}
