package io.warmstart.core.learner;

import io.warmstart.core.config.Setting;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import java.util.List;

/**
 * Which image parts of an observation networks see beside the vectors, and how.
 *
 * @param parts names of the spec's image parts; {@link #ALL} alone for every one, empty for none
 * @param encoder sizes of the encoder of each, the same for all
 */
public record Images(
    @Setting(doc = "image parts that networks see; [all]: every one, []: vectors only")
        List<String> parts,
    @Setting(doc = "convolutions over each of them") Encoder encoder) {
  /** In the place of names: every image part that the spec has. */
  public static final String ALL = "all";

  /** Vectors only. */
  public static final Images NONE = new Images(List.of(), new Encoder());

  /** Copies the list. */
  public Images {
    parts = List.copyOf(parts);
  }

  /** Every image of the spec, through a small encoder. */
  public Images() {
    this(List.of(ALL), new Encoder());
  }

  /**
   * The parts that are seen of a spec.
   *
   * @throws IllegalArgumentException if the spec has no image of a name
   */
  public List<ObservationPart> of(EnvironmentSpec spec) {
    return parts.equals(List.of(ALL))
        ? spec.observations().stream().filter(ObservationPart::isImage).toList()
        : parts.stream().map(spec::image).toList();
  }

  /**
   * Sizes of an encoder; the lists have one entry per convolution.
   *
   * @param channels results of each convolution
   * @param kernels height and width of its windows, pixels
   * @param strides from one window to the next, pixels
   * @param features width of the result
   * @param shift largest random shift of training frames in each direction, pixels; 0: none
   */
  public record Encoder(
      @Setting(doc = "channels of each convolution", min = 1) List<Integer> channels,
      @Setting(doc = "window of each convolution in pixels", min = 1) List<Integer> kernels,
      @Setting(doc = "stride of each convolution in pixels", min = 1) List<Integer> strides,
      @Setting(doc = "numbers that a frame becomes", min = 1) int features,
      @Setting(doc = "largest random shift of training frames in pixels; 0: none", min = 0)
          int shift) {
    /**
     * Copies the lists and checks the ranges.
     *
     * @throws IllegalArgumentException naming the setting, its value and its range
     */
    public Encoder {
      channels = List.copyOf(channels);
      kernels = List.copyOf(kernels);
      strides = List.copyOf(strides);
      Require.widths("encoder.channels", channels);
      Require.widths("encoder.kernels", kernels);
      Require.widths("encoder.strides", strides);
      Require.atLeast("encoder.features", features, 1);
      Require.atLeast("encoder.shift", shift, 0);
      if (kernels.size() != channels.size() || strides.size() != channels.size()) {
        throw new IllegalArgumentException(
            "encoder.kernels = "
                + kernels
                + " and encoder.strides = "
                + strides
                + " must have one entry for each of encoder.channels = "
                + channels);
      }
    }

    /**
     * Small and fast on a CPU: three convolutions with the windows of Mnih et al., 2015 (Nature
     * DQN), half their channels, 64 features, no shift.
     */
    public Encoder() {
      this(List.of(16, 32, 32), List.of(8, 4, 3), List.of(4, 2, 1), 64, 0);
    }
  }
}
