package io.warmstart.d4rl;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetBuilder;
import io.warmstart.core.data.ExtraColumn;
import io.warmstart.core.data.Provenance;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.core.space.Role;
import io.warmstart.engine.DType;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Datasets of random episodes; everything follows from the seed. */
final class RandomDatasets {
  static final EnvironmentSpec SPEC =
      new EnvironmentSpec(
          List.of(
              ObservationPart.state(
                  "position", List.of(new Channel("x", "m", -1, 4), Channel.unbounded("y", "m"))),
              new ObservationPart(
                  "goal", DType.F32, List.of(1), Role.GOAL, List.of(Channel.unbounded("g", "m")))),
          List.of(
              new ActionPart.Box("force", List.of(new Channel("fx", "N", -2, 2))),
              new ActionPart.Discrete("gripper", List.of("open", "close", "hold"))),
          Duration.ofMillis(20));

  private RandomDatasets() {}

  static Dataset of(long seed, int episodes) {
    SplittableRandom random = new SplittableRandom(seed);
    List<ExtraColumn> extras =
        List.of(
            new ExtraColumn("infos/goal", List.of(2)), new ExtraColumn("infos/a/cost", List.of()));
    try (DatasetBuilder builder = new DatasetBuilder(SPEC, extras, 16)) {
      Observation observation = Observation.of(SPEC);
      for (int e = 0; e < episodes; e++) {
        int length = 1 + random.nextInt(12);
        fill(observation, random);
        for (int t = 0; t < length; t++) {
          float[] action = {(float) random.nextDouble(-2, 2), random.nextInt(3)};
          builder.step(observation, action, (float) random.nextDouble());
          builder.extra("infos/goal", (float) random.nextDouble(), e);
          builder.extra("infos/a/cost", t);
          fill(observation, random);
        }
        boolean last = e == episodes - 1;
        TerminationCause[] causes = {
          TerminationCause.TERMINATED, TerminationCause.TRUNCATED, TerminationCause.CUT
        };
        // A cut inside a file is stored as a time-out, so only the last episode may be one.
        builder.end(causes[random.nextInt(last ? 3 : 2)], observation);
      }
      return builder.build(Provenance.generated("seed " + seed));
    }
  }

  private static void fill(Observation observation, SplittableRandom random) {
    observation.set(0, 0, (float) random.nextDouble());
    observation.set(0, 1, (float) random.nextDouble());
    observation.set(1, 0, (float) random.nextDouble());
  }
}
