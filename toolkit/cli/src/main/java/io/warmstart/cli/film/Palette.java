package io.warmstart.cli.film;

import io.warmstart.core.environment.Picture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The few colours that stand for those of some pictures. Colours are counted with six bits per
 * channel; the group of the largest squared error is split at its mean until there are enough
 * groups, and each becomes the mean of its colours.
 *
 * @see <a href="https://doi.org/10.1145/965145.801294">Heckbert, Color image quantization for frame
 *     buffer display, 1982</a>
 */
final class Palette {
  private static final int BITS = 6;
  private static final int CELLS = 1 << 3 * BITS;
  private static final short UNKNOWN = -1;

  private final int[] colours;

  /** Number of the nearest colour of each cell, once it was asked for. */
  private final short[] nearest = new short[CELLS];

  private Palette(int[] colours) {
    this.colours = colours;
    Arrays.fill(nearest, UNKNOWN);
  }

  /** A group of cells; error is the sum of squared distances from their mean. */
  private record Group(int[] cells, int axis, double mean, double error) {}

  /**
   * The palette of some pictures.
   *
   * @param most largest number of colours
   */
  static Palette of(List<Picture> pictures, int most) {
    int[] counts = new int[CELLS];
    for (Picture picture : pictures) {
      byte[] rgb = picture.rgb();
      for (int i = 0; i < rgb.length / 3; i++) {
        counts[cell(rgb(rgb, i))]++;
      }
    }
    int[] used = new int[CELLS];
    int found = 0;
    for (int cell = 0; cell < CELLS; cell++) {
      if (counts[cell] > 0) {
        used[found++] = cell;
      }
    }
    List<Group> groups = new ArrayList<>();
    groups.add(group(Arrays.copyOf(used, found), counts));
    while (groups.size() < most) {
      Group worst = groups.stream().max(Comparator.comparingDouble(Group::error)).orElseThrow();
      if (worst.error() == 0) {
        break;
      }
      groups.remove(worst);
      groups.add(group(part(worst, true), counts));
      groups.add(group(part(worst, false), counts));
    }
    return new Palette(groups.stream().mapToInt(g -> mean(g.cells(), counts)).toArray());
  }

  private static Group group(int[] cells, int[] counts) {
    double total = 0;
    double worst = -1;
    int axis = 0;
    double mean = 0;
    for (int k = 0; k < 3; k++) {
      double number = 0;
      double sum = 0;
      double squares = 0;
      for (int cell : cells) {
        double level = level(cell, k);
        number += counts[cell];
        sum += counts[cell] * level;
        squares += counts[cell] * level * level;
      }
      double error = Math.max(0, squares - sum * sum / number);
      total += error;
      if (error > worst) {
        worst = error;
        axis = k;
        mean = sum / number;
      }
    }
    // Rounding leaves a little error in groups of one cell, which cannot be split.
    return new Group(cells, axis, mean, cells.length == 1 ? 0 : total);
  }

  private static int[] part(Group group, boolean low) {
    return Arrays.stream(group.cells())
        .filter(cell -> level(cell, group.axis()) <= group.mean() == low)
        .toArray();
  }

  private static int mean(int[] cells, int[] counts) {
    int rgb = 0;
    for (int k = 0; k < 3; k++) {
      double number = 0;
      double sum = 0;
      for (int cell : cells) {
        number += counts[cell];
        sum += (double) counts[cell] * level(cell, k);
      }
      rgb = rgb << 8 | (int) Math.rint(sum / number);
    }
    return rgb;
  }

  /** Pixel {@code i} of rows of bytes, 0xRRGGBB. */
  static int rgb(byte[] bytes, int i) {
    return (bytes[3 * i] & 0xFF) << 16 | (bytes[3 * i + 1] & 0xFF) << 8 | bytes[3 * i + 2] & 0xFF;
  }

  private static int cell(int rgb) {
    return (rgb >> 18 & 0x3F) << 12 | (rgb >> 10 & 0x3F) << 6 | rgb >> 2 & 0x3F;
  }

  /** 0 to 255, channel 0 is red. */
  private static int level(int cell, int channel) {
    int six = cell >> 12 - 6 * channel & 0x3F;
    return six << 2 | six >> 4;
  }

  /** Number of colours. */
  int size() {
    return colours.length;
  }

  /** Colour {@code i}, 0xRRGGBB. */
  int colour(int i) {
    return colours[i];
  }

  /** Number of the colour that is nearest to {@code rgb}. */
  int indexOf(int rgb) {
    int cell = cell(rgb);
    if (nearest[cell] == UNKNOWN) {
      nearest[cell] = search(cell);
    }
    return nearest[cell];
  }

  private short search(int cell) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < colours.length; i++) {
      int distance = 0;
      for (int k = 0; k < 3; k++) {
        int difference = (colours[i] >> 16 - 8 * k & 0xFF) - level(cell, k);
        distance += difference * difference;
      }
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return (short) best;
  }
}
