package io.warmstart.core.config;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Prints the value of a setting as YAML that reads back to the same value. */
final class ValueText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_./][A-Za-z0-9_./+-]*");
  private static final Pattern RESERVED = Pattern.compile("(?i)null|true|false|yes|no|on|off|~");

  private ValueText() {}

  static String of(Object value) {
    return switch (value) {
      case Float f -> number(f, Float.toString(f));
      case Double d -> number(d, Double.toString(d));
      case Enum<?> e -> Kebab.ofConstant(e);
      case Optional<?> o -> o.map(ValueText::of).orElse("null");
      case List<?> list -> "[" + String.join(", ", list.stream().map(ValueText::of).toList()) + "]";
      case Integer i -> i.toString();
      case Long l -> l.toString();
      case Boolean b -> b.toString();
      default -> quotedIfNeeded(value.toString());
    };
  }

  private static String number(double value, String shortest) {
    if (Double.isInfinite(value)) {
      return value > 0 ? ".inf" : "-.inf";
    }
    if (Double.isNaN(value)) {
      return ".nan";
    }
    BigDecimal exact = new BigDecimal(shortest).stripTrailingZeros();
    return exact.scale() > 7 || exact.scale() < -7 ? exact.toString() : exact.toPlainString();
  }

  private static String quotedIfNeeded(String text) {
    if (PLAIN.matcher(text).matches() && !RESERVED.matcher(text).matches()) {
      return text;
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
