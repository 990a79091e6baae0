package io.warmstart.core.config;

import io.warmstart.core.config.ConfigNode.Scalar;
import io.warmstart.core.config.ConfigNode.Section;
import io.warmstart.core.config.ConfigNode.Sequence;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Converts one parsed value to the type of one record component; refuses anything inexact. */
final class ValueReader {
  private static final Pattern DURATION = Pattern.compile("([0-9.]+)\\s*(ns|us|ms|s|min|h|d)");

  private final @Nullable Setting setting;

  ValueReader(@Nullable Setting setting) {
    this.setting = setting;
  }

  /** A value has the wrong type, form or size; the message completes "a.b = value ...". */
  static final class Mismatch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Mismatch(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Converts.
   *
   * @throws Mismatch saying what was expected
   */
  Object read(Type type, ConfigNode node) {
    if (type instanceof ParameterizedType generic) {
      Type element = generic.getActualTypeArguments()[0];
      if (generic.getRawType() == Optional.class) {
        return node instanceof Scalar scalar && scalar.isNull()
            ? Optional.empty()
            : Optional.of(read(element, node));
      }
      if (generic.getRawType() == List.class) {
        return readList(element, node);
      }
    }
    return switch (node) {
      case Scalar scalar -> readScalar((Class<?>) type, scalar);
      case Sequence sequence -> throw new Mismatch("must be " + nameOf(type) + ", not a list");
      case Section section -> throw new Mismatch("must be " + nameOf(type) + ", not a section");
    };
  }

  private List<Object> readList(Type element, ConfigNode node) {
    if (!(node instanceof Sequence sequence)) {
      throw new Mismatch("must be a list such as [1, 2]");
    }
    List<Object> items = new ArrayList<>();
    for (ConfigNode item : sequence.items()) {
      items.add(read(element, item));
    }
    return List.copyOf(items);
  }

  private Object readScalar(Class<?> type, Scalar scalar) {
    if (scalar.isNull()) {
      throw new Mismatch("has no value; it must be " + nameOf(type));
    }
    String text = scalar.text();
    if (type == int.class || type == Integer.class) {
      return (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    if (type == long.class || type == Long.class) {
      return whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    if (type == float.class || type == Float.class) {
      return (float) real(text);
    }
    if (type == double.class || type == Double.class) {
      return real(text);
    }
    if (type == boolean.class || type == Boolean.class) {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new Mismatch("must be true or false");
      };
    }
    if (type.isEnum()) {
      return constant(type, text);
    }
    if (type == Duration.class) {
      return duration(text);
    }
    return type == Path.class ? Path.of(text) : text;
  }

  private long whole(String text, long min, long max) {
    BigDecimal value;
    try {
      value = new BigDecimal(text.replace("_", ""));
    } catch (NumberFormatException e) {
      throw new Mismatch("must be a whole number");
    }
    if (value.compareTo(BigDecimal.valueOf(min)) < 0
        || value.compareTo(BigDecimal.valueOf(max)) > 0) {
      throw new Mismatch("is too large for a whole number here");
    }
    if (value.stripTrailingZeros().scale() > 0) {
      throw new Mismatch("must be a whole number");
    }
    requireInRange(value.doubleValue());
    return value.longValueExact();
  }

  private double real(String text) {
    double value =
        switch (text) {
          case ".inf", "+.inf" -> Double.POSITIVE_INFINITY;
          case "-.inf" -> Double.NEGATIVE_INFINITY;
          default -> {
            try {
              yield new BigDecimal(text.replace("_", "")).doubleValue();
            } catch (NumberFormatException e) {
              throw new Mismatch("must be a number");
            }
          }
        };
    requireInRange(value);
    return value;
  }

  private void requireInRange(double value) {
    if (!SettingRange.contains(setting, value)) {
      throw new Mismatch("is outside " + SettingRange.text(setting));
    }
  }

  private static Object constant(Class<?> type, String text) {
    List<String> names = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      String name = Kebab.ofConstant((Enum<?>) constant);
      if (name.equals(text)) {
        return constant;
      }
      names.add(name);
    }
    String hint = NearMiss.of(text, names).map(n -> "; did you mean \"" + n + "\"?").orElse("");
    throw new Mismatch("must be one of " + String.join(", ", names) + hint);
  }

  private Duration duration(String text) {
    Duration value;
    Matcher matcher = DURATION.matcher(text);
    try {
      value = matcher.matches() ? scaled(matcher.group(1), matcher.group(2)) : Duration.parse(text);
    } catch (DateTimeParseException | ArithmeticException | NumberFormatException e) {
      throw new Mismatch("must be a duration with its unit, such as 200ms, 5s, 10min or PT5S");
    }
    requireInRange(value.toNanos() * 1e-9);
    return value;
  }

  private static Duration scaled(String number, String unit) {
    long nanos =
        switch (unit) {
          case "ns" -> 1L;
          case "us" -> 1_000L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "min" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          default -> 86_400_000_000_000L;
        };
    return Duration.ofNanos(
        new BigDecimal(number).multiply(BigDecimal.valueOf(nanos)).longValueExact());
  }

  /** The type of a value, as people call it. */
  static String nameOf(Type type) {
    if (type instanceof ParameterizedType generic) {
      String element = nameOf(generic.getActualTypeArguments()[0]);
      return generic.getRawType() == List.class ? "a list, each " + element : element + " or null";
    }
    Class<?> raw = (Class<?>) type;
    if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) {
      return "a whole number";
    }
    if (raw == float.class || raw == Float.class || raw == double.class || raw == Double.class) {
      return "a number";
    }
    if (raw == boolean.class || raw == Boolean.class) {
      return "true or false";
    }
    if (raw.isEnum()) {
      return String.join(
          ", or ",
          Arrays.stream(raw.getEnumConstants()).map(c -> Kebab.ofConstant((Enum<?>) c)).toList());
    }
    return raw == Duration.class ? "a duration" : raw == Path.class ? "a path" : "text";
  }
}
