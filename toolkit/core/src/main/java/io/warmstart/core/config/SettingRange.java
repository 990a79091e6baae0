package io.warmstart.core.config;

import org.jspecify.annotations.Nullable;

/** The range of a {@link Setting}, tested and printed. */
final class SettingRange {
  private SettingRange() {}

  static boolean contains(@Nullable Setting setting, double value) {
    if (setting == null) {
      return true;
    }
    boolean aboveMin = setting.minExclusive() ? value > setting.min() : value >= setting.min();
    boolean belowMax = setting.maxExclusive() ? value < setting.max() : value <= setting.max();
    return aboveMin && belowMax;
  }

  /** Such as {@code [0, 1)} or {@code >= 1}; empty if everything is allowed. */
  static String text(@Nullable Setting setting) {
    if (setting == null) {
      return "";
    }
    boolean low = setting.min() != Double.NEGATIVE_INFINITY;
    boolean high = setting.max() != Double.POSITIVE_INFINITY;
    String min = ValueText.of(setting.min());
    String max = ValueText.of(setting.max());
    if (low && high) {
      return (setting.minExclusive() ? "(" : "[")
          + min
          + ", "
          + max
          + (setting.maxExclusive() ? ")" : "]");
    }
    if (low) {
      return (setting.minExclusive() ? "> " : ">= ") + min;
    }
    return high ? (setting.maxExclusive() ? "< " : "<= ") + max : "";
  }
}
