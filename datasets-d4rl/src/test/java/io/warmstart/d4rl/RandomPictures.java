package io.warmstart.d4rl;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetBuilder;
import io.warmstart.core.data.Provenance;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.core.space.Role;
import io.warmstart.engine.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Datasets of random episodes whose observations are pictures, vectors and depths, mixed. */
final class RandomPictures {
  static final EnvironmentSpec SPEC =
      new EnvironmentSpec(
          List.of(
              ObservationPart.image("wrist/rgb", 5, 7, 3),
              ObservationPart.state("joints", List.of(Channel.unbounded("q", "rad"))),
              new ObservationPart("depth", DType.F32, List.of(4, 3, 1), Role.STATE, List.of()),
              ObservationPart.image("side", 200, 200, 1),
              new ObservationPart(
                  "cube",
                  DType.F32,
                  List.of(2),
                  Role.PRIVILEGED,
                  List.of(Channel.unbounded("x", "m"), Channel.unbounded("y", "m")))),
          List.of(new ActionPart.Box("force", List.of(new Channel("fx", "N", -2, 2)))),
          Duration.ofMillis(20));

  private RandomPictures() {}

  static Dataset of(long seed, int episodes, TerminationCause lastCause) {
    SplittableRandom random = new SplittableRandom(seed);
    try (DatasetBuilder builder = new DatasetBuilder(SPEC, List.of(), 16)) {
      Observation observation = Observation.of(SPEC);
      for (int e = 0; e < episodes; e++) {
        int length = 1 + random.nextInt(12);
        fill(observation, random);
        for (int t = 0; t < length; t++) {
          builder.step(
              observation, new float[] {(float) random.nextDouble(-2, 2)}, random.nextInt(2));
          fill(observation, random);
        }
        boolean terminated = random.nextBoolean();
        TerminationCause cause =
            terminated ? TerminationCause.TERMINATED : TerminationCause.TRUNCATED;
        builder.end(e == episodes - 1 ? lastCause : cause, observation);
      }
      return builder.build(Provenance.generated("seed " + seed));
    }
  }

  private static void fill(Observation observation, SplittableRandom random) {
    for (int p = 0; p < SPEC.observations().size(); p++) {
      MemorySegment part = observation.part(p);
      if (SPEC.observations().get(p).type() == DType.U8) {
        byte[] bytes = new byte[(int) part.byteSize()];
        random.nextBytes(bytes);
        MemorySegment.copy(bytes, 0, part, ValueLayout.JAVA_BYTE, 0, bytes.length);
      } else {
        for (int i = 0; i < part.byteSize() / Float.BYTES; i++) {
          observation.set(p, i, (float) random.nextDouble());
        }
      }
    }
  }
}
