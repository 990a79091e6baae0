package io.warmstart.core.config;

import java.util.Locale;

/**
 * Names of Java types and constants as people write them: {@code APPEND_ALL}, {@code AppendAll}
 * give {@code append-all}.
 */
final class Kebab {
  private Kebab() {}

  static String ofConstant(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String ofClass(Class<?> type) {
    return type.getSimpleName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
