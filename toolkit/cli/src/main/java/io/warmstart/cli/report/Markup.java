package io.warmstart.cli.report;

import java.util.Locale;

/** Text and numbers as XML takes them. */
final class Markup {
  private Markup() {}

  /** Escapes text for content and attributes; control characters, which XML forbids, become ?. */
  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(point -> append(out, point));
    return out.toString();
  }

  private static void append(StringBuilder out, int point) {
    switch (point) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '"' -> out.append("&quot;");
      case '\'' -> out.append("&#39;");
      default -> out.appendCodePoint(allowed(point) ? point : '?');
    }
  }

  private static boolean allowed(int point) {
    return point == '\n'
        || point == '\t'
        || point >= 0x20 && point < 0xD800
        || point > 0xDFFF && point != 0xFFFE && point != 0xFFFF;
  }

  /** A coordinate with at most two decimals. */
  static String number(double value) {
    double rounded = Math.rint(value * 100) / 100;
    if (rounded == Math.rint(rounded)) {
      return Long.toString((long) rounded);
    }
    String text = String.format(Locale.ROOT, "%.2f", rounded);
    return text.endsWith("0") ? text.substring(0, text.length() - 1) : text;
  }
}
