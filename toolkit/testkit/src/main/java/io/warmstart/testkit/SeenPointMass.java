package io.warmstart.testkit;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetBuilder;
import io.warmstart.core.data.Episode;
import io.warmstart.core.data.Provenance;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.learner.Images;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Episodes of the {@link PointMass} with a small picture of it beside the position. */
public final class SeenPointMass {
  private static final int SIZE = 8;

  /** The point mass and a picture, [8, 8, 1]. */
  public static final EnvironmentSpec SPEC =
      new EnvironmentSpec(
          List.of(
              PointMass.SPEC.observations().getFirst(),
              ObservationPart.image("view", SIZE, SIZE, 1)),
          PointMass.SPEC.actions(),
          PointMass.SPEC.controlPeriod());

  /** All images, through an encoder that is quick in double precision, with random shifts. */
  public static final Images IMAGES =
      new Images(
          List.of(Images.ALL),
          new Images.Encoder(List.of(3, 4), List.of(4, 2), List.of(2, 1), 5, 1));

  private SeenPointMass() {}

  /** The observation of a position: the nearest pixel is bright, others are dark and all differ. */
  public static Observation observation(float x, float y) {
    Observation observation = Observation.of(SPEC);
    observation.set(0, 0, x);
    observation.set(0, 1, y);
    int column = (int) Math.clamp((x + 1) * SIZE / 2.0, 0, SIZE - 1);
    int row = (int) Math.clamp((y + 1) * SIZE / 2.0, 0, SIZE - 1);
    for (int pixel = 0; pixel < SIZE * SIZE; pixel++) {
      int value = pixel == row * SIZE + column ? 255 : pixel * 37 % 50;
      observation.part(1).set(ValueLayout.JAVA_BYTE, pixel, (byte) value);
    }
    return observation;
  }

  /** The episodes of {@link PointMass#dataset}, seen. */
  public static Dataset dataset(int episodes, double expertShare, long seed) {
    try (Dataset blind = PointMass.dataset(episodes, expertShare, seed);
        DatasetBuilder builder =
            new DatasetBuilder(SPEC, List.of(), blind.transitions() + episodes)) {
      float[] action = new float[SPEC.actionWidth()];
      for (Episode episode : blind.episodes()) {
        long end = episode.firstTransition() + episode.length();
        for (long t = episode.firstTransition(); t < end; t++) {
          for (int i = 0; i < action.length; i++) {
            action[i] = blind.column("actions").get(blind.slot(t), i);
          }
          builder.step(at(blind, blind.slot(t)), action, blind.reward(t));
        }
        builder.end(episode.cause(), at(blind, blind.slot(end - 1) + 1));
      }
      return builder.build(Provenance.generated("seen point mass, seed " + seed));
    }
  }

  private static Observation at(Dataset dataset, long slot) {
    var position = dataset.column("observations/position");
    return observation(position.get(slot, 0), position.get(slot, 1));
  }
}
