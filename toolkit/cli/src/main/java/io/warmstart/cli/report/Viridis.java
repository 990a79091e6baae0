package io.warmstart.cli.report;

/**
 * A perceptually uniform colour map: eleven samples of viridis, linear in between.
 *
 * @see <a href="https://bids.github.io/colormap/">van der Walt and Smith, viridis (CC0)</a>
 */
final class Viridis {
  private static final int[] SAMPLES = {
    0x440154, 0x482475, 0x414487, 0x355F8D, 0x2A788E, 0x21918C, 0x22A884, 0x44BF70, 0x7AD151,
    0xBDDF26, 0xFDE725
  };

  private Viridis() {}

  /**
   * Colour of a share.
   *
   * @param share clamped to [0, 1]
   * @return 0xFFRRGGBB
   */
  static int at(double share) {
    double place = Math.clamp(share, 0.0, 1.0) * (SAMPLES.length - 1);
    int below = Math.min((int) place, SAMPLES.length - 2);
    double weight = place - below;
    int colour = 0xFF;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int low = SAMPLES[below] >> shift & 0xFF;
      int high = SAMPLES[below + 1] >> shift & 0xFF;
      colour = colour << 8 | (int) Math.round(low + weight * (high - low));
    }
    return colour;
  }
}
