package io.warmstart.cli.report;

import java.util.Locale;

/**
 * A named colour with a value for light and one for dark paper. The series are those of Okabe and
 * Ito, told apart with every common kind of colour blindness, brightened for dark paper.
 *
 * @see <a href="https://jfly.uni-koeln.de/color/">Okabe and Ito, Color Universal Design</a>
 */
enum Ink {
  TEXT(0x1F2933, 0xE6E9ED),
  MUTED(0x5B6770, 0x9DA9B5),
  GRID(0xE1E5EA, 0x333C47),
  FLOOR(0xF5F7F9, 0x20262E),
  WALL(0x8A95A1, 0x4F5B68),
  HALO(0xFFFFFF, 0x14181D),
  GOAL(0xD81B60, 0xFF6FA3),
  BLUE(0x0072B2, 0x56B4E9),
  VERMILLION(0xD55E00, 0xFF8B47),
  GREEN(0x009E73, 0x34CDA0),
  PURPLE(0xB5578F, 0xE79CC6),
  OCHRE(0xB37A00, 0xF0C24B),
  SLATE(0x55616D, 0xB4BFCA);

  private static final Ink[] SERIES = {BLUE, VERMILLION, GREEN, PURPLE, OCHRE, SLATE};

  private final int light;
  private final int dark;

  Ink(int light, int dark) {
    this.light = light;
    this.dark = dark;
  }

  /** Ink of the series with that number; they repeat after six. */
  static Ink series(int number) {
    return SERIES[number % SERIES.length];
  }

  /** Whether the series with that number is one that repeats an ink, and so is dashed. */
  static boolean repeats(int number) {
    return number >= SERIES.length;
  }

  /** 0xRRGGBB on light paper. */
  int light() {
    return light;
  }

  /** Style class for areas. */
  String fillClass() {
    return "f-" + name().toLowerCase(Locale.ROOT);
  }

  /** Style class for lines. */
  String strokeClass() {
    return "s-" + name().toLowerCase(Locale.ROOT);
  }

  /** Style rules of all inks: light paper, dark paper where the reader prefers it. */
  static String css() {
    StringBuilder light = new StringBuilder();
    StringBuilder dark = new StringBuilder();
    for (Ink ink : values()) {
      rules(light, ink, ink.light);
      rules(dark, ink, ink.dark);
    }
    return light + "@media screen and (prefers-color-scheme:dark){" + dark + "}";
  }

  private static void rules(StringBuilder css, Ink ink, int rgb) {
    String colour = String.format(Locale.ROOT, "#%06x", rgb);
    css.append('.').append(ink.fillClass()).append("{fill:").append(colour).append('}');
    css.append('.').append(ink.strokeClass()).append("{stroke:").append(colour).append('}');
  }
}
